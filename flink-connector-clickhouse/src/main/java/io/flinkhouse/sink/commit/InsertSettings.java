// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The server settings of every exactly-once insert. Together they make one block of one request one
 * part per partition, written before the answer, under the block's token; a retry then splits
 * exactly as the first attempt did.
 */
final class InsertSettings {

    private static final String TOKEN = "insert_deduplication_token";
    private static final int READONLY = 164;
    private static final int CONSTRAINT_VIOLATION = 452;

    /** More than any block holds, so that the server does not split it. */
    private static final String MAX_BLOCK_ROWS = "1048449";

    private static final Map<String, String> PINNED =
            Map.ofEntries(
                    Map.entry("async_insert", "0"),
                    Map.entry("insert_deduplicate", "1"),
                    Map.entry("deduplicate_insert", "enable"),
                    Map.entry("deduplicate_blocks_in_dependent_materialized_views", "1"),
                    Map.entry("max_insert_threads", "1"),
                    Map.entry("min_insert_block_size_rows", "0"),
                    Map.entry("min_insert_block_size_bytes", "0"),
                    Map.entry("max_insert_block_size", MAX_BLOCK_ROWS),
                    Map.entry("max_insert_block_size_bytes", "0"),
                    Map.entry("use_strict_insert_block_limits", "0"),
                    Map.entry("input_format_parallel_parsing", "0"),
                    Map.entry("input_format_max_block_size_bytes", "0"),
                    Map.entry("input_format_max_block_wait_ms", "0"),
                    Map.entry("input_format_connection_handling", "0"),
                    Map.entry("input_format_allow_errors_num", "0"),
                    Map.entry("input_format_allow_errors_ratio", "0"),
                    Map.entry("input_format_null_as_default", "1"),
                    Map.entry("insert_null_as_default", "1"),
                    Map.entry("insert_allow_materialized_columns", "1"),
                    Map.entry("materialized_views_ignore_errors", "0"));

    private final Map<String, String> known;

    private InsertSettings(Map<String, String> known) {
        this.known = known;
    }

    /**
     * Those that this server knows, after a trial.
     *
     * @throws ClickHouseException if the user's profile forbids one of them
     */
    static InsertSettings probe(ClickHouseClient client) throws ClickHouseException {
        String names =
                PINNED.keySet().stream()
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(", "));
        Set<String> listed =
                client
                        .query("SELECT name FROM system.settings WHERE name IN (" + names + ")")
                        .stream()
                        .map(row -> row.get(0))
                        .collect(Collectors.toSet());
        Map<String, String> known = new HashMap<>(PINNED);
        known.keySet().retainAll(listed);
        InsertSettings pinned = new InsertSettings(known);
        try {
            client.query("SELECT 1", pinned.forBlock("probe"));
        } catch (ClickHouseException e) {
            if (e.code() == READONLY || e.code() == CONSTRAINT_VIOLATION) {
                throw new ClickHouseException(
                        e.code(),
                        FailureKind.FAIL,
                        "The user's profile forbids a setting that exactly-once inserts need. Allow changing "
                                + String.join(", ", known.keySet().stream().sorted().toList())
                                + " and "
                                + TOKEN
                                + " for this user (no 'readonly', no constraint on them). "
                                + e.getMessage(),
                        e);
            }
            throw e;
        }
        return pinned;
    }

    Map<String, String> forBlock(String token) {
        Map<String, String> all = new HashMap<>(known);
        all.put(TOKEN, token);
        return all;
    }

    /**
     * Of a message the server takes only what is for ordinary columns: the fence is not its own.
     */
    Map<String, String> forMessages(String token) {
        Map<String, String> all = forBlock(token);
        all.put("insert_allow_materialized_columns", "0");
        return all;
    }
}
