// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The server settings of every INSERT that the connector sends, by the purpose of the INSERT.
 *
 * <p>This is the only place that names them: the settings that users may not choose, those that are
 * sent, and those whose effect is checked at the start derive from it.
 */
@Internal
public enum InsertProfile {
    /** INSERTs of blocks that are sent as soon as they are full. */
    STREAMING(List.of()),
    /** Sealed blocks; the fence is a column that the server would fill by itself. */
    EXACTLY_ONCE(List.of(Pinned.ONE_PART, Pinned.FENCE, Pinned.SELECT)),
    /** Blocks of dead letters. */
    DEAD_LETTER(List.of(Pinned.ONE_PART)),
    /** Dry runs with parts of a refused block; nothing is stored. */
    DRY_RUN(List.of(Pinned.ONE_PART, Pinned.FENCE));

    /** The setting whose value is different for each INSERT. */
    public static final String TOKEN = "insert_deduplication_token";

    /** The setting that lets an INSERT fill columns that are MATERIALIZED. */
    public static final String FENCE = "insert_allow_materialized_columns";

    private final Map<String, String> settings;

    InsertProfile(List<Map<String, String>> further) {
        Map<String, String> all = new TreeMap<>(Pinned.EVERY);
        all.putAll(OverflowModes.THROW);
        all.putAll(OverflowModes.THROW_LATER);
        further.forEach(all::putAll);
        this.settings = Map.copyOf(all);
    }

    /** Returns the settings by name; an old server may not know all of them. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Returns the names of the settings of all profiles. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(TOKEN));
        for (InsertProfile profile : values()) {
            names.addAll(profile.settings.keySet());
        }
        return names;
    }

    private static final class Pinned {

        /**
         * Settings of every INSERT: the server responds after it has stored the rows, drops a
         * repeated block by its token but passes it to views that lack it, replaces NULL by a
         * DEFAULT, and hides no error. A replica without its Keeper fails soon, so that another one
         * is tried.
         */
        private static final Map<String, String> EVERY =
                Map.ofEntries(
                        Map.entry("async_insert", "0"),
                        Map.entry("distributed_foreground_insert", "1"),
                        Map.entry("insert_distributed_sync", "1"),
                        Map.entry("wait_for_async_insert", "1"),
                        Map.entry("insert_deduplicate", "1"),
                        Map.entry("deduplicate_insert", "enable"),
                        Map.entry("deduplicate_blocks_in_dependent_materialized_views", "1"),
                        Map.entry("materialized_views_ignore_errors", "0"),
                        Map.entry("insert_keeper_max_retries", "3"),
                        Map.entry("input_format_null_as_default", "1"),
                        Map.entry("insert_null_as_default", "1"),
                        Map.entry("input_format_allow_errors_num", "0"),
                        Map.entry("input_format_allow_errors_ratio", "0"),
                        Map.entry("dialect", "clickhouse"),
                        Map.entry(InsertProfile.FENCE, "0"),
                        Map.entry("send_progress_in_http_headers", "0"),
                        Map.entry("http_write_exception_in_output_format", "0"));

        /**
         * One block of one request becomes one part per partition, so that a repeated insert splits
         * exactly as the first did. No block has more rows than the limit.
         */
        private static final Map<String, String> ONE_PART =
                Map.ofEntries(
                        Map.entry("max_insert_threads", "1"),
                        Map.entry("min_insert_block_size_rows", "0"),
                        Map.entry("min_insert_block_size_bytes", "0"),
                        Map.entry("max_insert_block_size", "1048449"),
                        Map.entry("max_insert_block_size_bytes", "0"),
                        Map.entry("use_strict_insert_block_limits", "0"),
                        Map.entry("input_format_parallel_parsing", "0"),
                        Map.entry("input_format_max_block_size_bytes", "0"),
                        Map.entry("input_format_max_block_wait_ms", "0"),
                        Map.entry("input_format_connection_handling", "0"));

        private static final Map<String, String> FENCE = Map.of(InsertProfile.FENCE, "1");

        /** An INSERT that selects its rows has a token as well. */
        private static final Map<String, String> SELECT =
                Map.of(
                        "deduplicate_insert_select", "enable_even_for_bad_queries",
                        "insert_select_deduplicate", "1");

        private Pinned() {}
    }
}
