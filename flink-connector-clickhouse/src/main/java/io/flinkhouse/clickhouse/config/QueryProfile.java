// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server settings of every query whose answer the connector reads: no row is left out, none is
 * added, none is of an earlier answer, and each row looks as the connector expects.
 */
@Internal
public enum QueryProfile {
    /** Queries with short results, as lines of text. */
    TEXT(Map.of("output_format_tsv_crlf_end_of_line", "0")),
    /** Queries that read the rows of a table. */
    ROWS(Map.of());

    private final Map<String, String> settings;

    QueryProfile(Map<String, String> further) {
        Map<String, String> all = pinned();
        all.putAll(further);
        this.settings = Map.copyOf(all);
    }

    /** Returns the settings by name; every server knows all of them. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Returns the names of the settings of all profiles. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (QueryProfile profile : values()) {
            names.addAll(profile.settings.keySet());
        }
        return names;
    }

    private static final class Pinned {

        private static final Map<String, String> EVERY =
                Map.ofEntries(
                        Map.entry("additional_table_filters", "{}"),
                        Map.entry("additional_result_filter", ""),
                        Map.entry("final", "0"),
                        Map.entry("use_query_cache", "0"),
                        Map.entry("aggregate_functions_null_for_empty", "0"),
                        Map.entry("empty_result_for_aggregation_by_empty_set", "0"),
                        Map.entry("limit", "0"),
                        Map.entry("offset", "0"),
                        Map.entry("extremes", "0"),
                        Map.entry("read_overflow_mode", "throw"),
                        Map.entry("result_overflow_mode", "throw"),
                        Map.entry("timeout_overflow_mode", "throw"),
                        Map.entry("group_by_overflow_mode", "throw"),
                        Map.entry("sort_overflow_mode", "throw"),
                        Map.entry("distinct_overflow_mode", "throw"),
                        Map.entry("set_overflow_mode", "throw"),
                        Map.entry("join_overflow_mode", "throw"));

        private Pinned() {}
    }
}
