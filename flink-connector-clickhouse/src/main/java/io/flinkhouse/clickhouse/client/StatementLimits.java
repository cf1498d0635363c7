// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.util.Map;

/**
 * Raises the server's limits (max_query_size, max_ast_elements) for a statement that is longer than
 * the defaults allow.
 */
final class StatementLimits {

    private static final long QUERY_SIZE = 262_144;
    private static final long ELEMENTS = 50_000;
    private static final long EXPANDED = 500_000;

    /** The assumed average growth of a statement by the expansion of aliases. */
    private static final long EXPANSION = 10;

    private static final long RESERVE = 4096;

    private StatementLimits() {}

    /**
     * Raises the limits where needed.
     *
     * @param length the bytes of the statement, which has at most as many elements
     */
    static void raise(Map<String, String> settings, long length) {
        if (length > QUERY_SIZE - RESERVE) {
            settings.put("max_query_size", Long.toString(length + RESERVE));
        }
        if (length > ELEMENTS) {
            settings.put("max_ast_elements", Long.toString(length));
            settings.put(
                    "max_expanded_ast_elements",
                    Long.toString(Math.max(EXPANDED, EXPANSION * length)));
        }
    }
}
