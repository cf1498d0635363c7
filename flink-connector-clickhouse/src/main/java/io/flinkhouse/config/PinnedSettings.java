// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.config;

import java.util.Map;
import java.util.Set;

/** Server settings that delivery rests on and that a user therefore cannot choose. */
final class PinnedSettings {

    private static final Set<String> DELIVERY =
            Set.of(
                    "async_insert",
                    "wait_for_async_insert",
                    "insert_deduplicate",
                    "deduplicate_insert",
                    "deduplicate_blocks_in_dependent_materialized_views",
                    "insert_deduplication_token",
                    "max_insert_threads",
                    "min_insert_block_size_rows",
                    "min_insert_block_size_bytes",
                    "max_insert_block_size",
                    "max_insert_block_size_bytes",
                    "use_strict_insert_block_limits",
                    "input_format_parallel_parsing",
                    "input_format_null_as_default",
                    "insert_null_as_default",
                    "insert_allow_materialized_columns",
                    "wait_end_of_query",
                    "materialized_views_ignore_errors",
                    "send_progress_in_http_headers",
                    "http_write_exception_in_output_format");

    /** Parameters of the HTTP interface; as settings they would bend every request. */
    private static final Map<String, String> PROTOCOL =
            Map.ofEntries(
                    Map.entry("user", "'username'"),
                    Map.entry("password", "'password'"),
                    Map.entry("database", "'database-name'"),
                    Map.entry("query", "nothing"),
                    Map.entry("query_id", "nothing"),
                    Map.entry("default_format", "nothing"),
                    Map.entry("compress", "nothing"),
                    Map.entry("decompress", "nothing"),
                    Map.entry("enable_http_compression", "nothing"),
                    Map.entry("session_id", "nothing"));

    private PinnedSettings() {}

    static void refuseIn(Set<String> names) {
        for (String name : names) {
            if (DELIVERY.contains(name)) {
                throw new IllegalArgumentException(
                        "'settings."
                                + name
                                + "' cannot be chosen: delivery depends on it, and the"
                                + " connector sends its own value. Remove the option.");
            }
            String instead = PROTOCOL.get(name);
            if (instead != null) {
                throw new IllegalArgumentException(
                        "'settings."
                                + name
                                + "' is no server setting but a part of each request."
                                + " Remove the option and use "
                                + instead
                                + " instead.");
            }
        }
    }
}
