// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The server settings of every statement that decides on a block by the rows of its table: no limit
 * cuts them, no filter hides them, no cache answers. They win over those that the user chose.
 */
@Internal
public final class DecidingSettings {

    /**
     * The setting by which a server combines skip indexes for the parts of an OR. ClickHouse 26.7
     * misses rows then where a part is a constant NULL.
     */
    private static final String INDEXES_OF_PARTS = "use_skip_indexes_for_disjunctions";

    private static final Map<String, String> PINNED =
            Map.ofEntries(
                    Map.entry("max_rows_to_read", "0"),
                    Map.entry("max_bytes_to_read", "0"),
                    Map.entry("max_rows_to_read_leaf", "0"),
                    Map.entry("max_bytes_to_read_leaf", "0"),
                    Map.entry("max_rows_to_group_by", "0"),
                    Map.entry("max_rows_in_distinct", "0"),
                    Map.entry("max_bytes_in_distinct", "0"),
                    Map.entry("max_rows_in_set", "0"),
                    Map.entry("max_bytes_in_set", "0"),
                    Map.entry("max_rows_to_transfer", "0"),
                    Map.entry("max_result_rows", "0"),
                    Map.entry("max_result_bytes", "0"),
                    Map.entry("max_execution_time", "0"),
                    Map.entry("max_execution_time_leaf", "0"),
                    Map.entry("max_partitions_to_read", "0"),
                    Map.entry("force_optimize_projection", "0"),
                    Map.entry("force_primary_key", "0"),
                    Map.entry("force_index_by_date", "0"),
                    Map.entry("force_data_skipping_indices", ""),
                    Map.entry("final", "0"),
                    Map.entry("apply_deleted_mask", "0"),
                    Map.entry("apply_mutations_on_fly", "0"),
                    Map.entry("additional_table_filters", "{}"),
                    Map.entry("additional_result_filter", ""),
                    Map.entry("transform_null_in", "0"),
                    Map.entry("enable_parallel_replicas", "0"),
                    Map.entry("use_query_cache", "0"),
                    Map.entry("use_query_condition_cache", "0"),
                    Map.entry(INDEXES_OF_PARTS, "0"),
                    Map.entry("replace_running_query", "0"));

    /** Those of a statement whose rows a condition of Flink chooses, as the table shows them. */
    private static final Map<String, String> SHOWN =
            Map.of(INDEXES_OF_PARTS, "0", "apply_deleted_mask", "1", "apply_patch_parts", "1");

    /** Those that choose the rows and values of each SELECT that runs under them. */
    private static final Set<String> CHOOSING =
            Set.of(
                    "final",
                    "apply_deleted_mask",
                    "apply_mutations_on_fly",
                    "additional_table_filters",
                    "additional_result_filter",
                    "transform_null_in",
                    "aggregate_functions_null_for_empty",
                    "empty_result_for_aggregation_by_empty_set",
                    "extremes");

    private static final Map<String, String> ALL = new TreeMap<>(QueryProfile.ROWS.settings());

    static {
        ALL.putAll(OverflowModes.THROW_LATER);
        ALL.putAll(PINNED);
    }

    private DecidingSettings() {}

    /** The names of all of them. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(ALL.keySet());
        names.addAll(SHOWN.keySet());
        return names;
    }

    /**
     * Returns the settings of an INSERT: without those that choose rows, which its materialized
     * views would obey as well.
     */
    public static Map<String, String> ofInsert(Map<String, String> deciding) {
        Map<String, String> settings = new HashMap<>(deciding);
        settings.keySet().removeAll(CHOOSING);
        return settings;
    }

    /** Returns the settings that only the subquery needs by which an INSERT looks for its rows. */
    public static Map<String, String> ofGuard(Map<String, String> deciding) {
        Map<String, String> settings = new HashMap<>(deciding);
        settings.keySet().retainAll(CHOOSING);
        return settings;
    }

    /** Those of them that a server knows. */
    public static Map<String, String> among(Set<String> known) {
        return among(ALL, known);
    }

    /** Those of a statement whose rows a condition of Flink chooses, that a server knows. */
    public static Map<String, String> shown(Set<String> known) {
        Map<String, String> settings = among(OverflowModes.THROW_LATER, known);
        settings.putAll(among(SHOWN, known));
        return settings;
    }

    private static Map<String, String> among(Map<String, String> all, Set<String> known) {
        Map<String, String> settings = new HashMap<>(all);
        settings.keySet().retainAll(known);
        return settings;
    }
}
