// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The server settings by which a limit ends a statement early. By {@code break} the server answers
 * as if the statement had read or stored all rows, so each statement of the connector has {@code
 * throw}.
 */
final class OverflowModes {

    /** Those that every server knows. */
    static final Map<String, String> THROW =
            thrown(
                    List.of(
                            "read_overflow_mode",
                            "read_overflow_mode_leaf",
                            "result_overflow_mode",
                            "timeout_overflow_mode",
                            "group_by_overflow_mode",
                            "sort_overflow_mode",
                            "distinct_overflow_mode",
                            "set_overflow_mode",
                            "join_overflow_mode",
                            "transfer_overflow_mode"));

    /** Those that a server of some years ago does not know. */
    static final Map<String, String> THROW_LATER = thrown(List.of("timeout_overflow_mode_leaf"));

    private OverflowModes() {}

    private static Map<String, String> thrown(List<String> names) {
        Map<String, String> all = new HashMap<>();
        names.forEach(name -> all.put(name, "throw"));
        return Map.copyOf(all);
    }
}
