// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The server settings of every query whose result the connector reads: they keep a user's profile
 * from cutting or reformatting the result.
 */
@Internal
public enum QueryProfile {
    /** Queries with short results, as lines of text. */
    TEXT(Map.of("output_format_tsv_crlf_end_of_line", "0")),
    /** Queries that read the rows of a table. */
    ROWS(
            Map.of(
                    // PREWHERE takes rows away before FINAL, and so brings back replaced ones.
                    "optimize_move_to_prewhere_if_final", "0"));

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

    private static Map<String, String> pinned() {
        Map<String, String> all = new HashMap<>();
        all.put("additional_table_filters", "{}");
        all.put("additional_result_filter", "");
        all.put("final", "0");
        all.put("use_query_cache", "0");
        all.put("aggregate_functions_null_for_empty", "0");
        all.put("empty_result_for_aggregation_by_empty_set", "0");
        all.put("limit", "0");
        all.put("offset", "0");
        all.put("extremes", "0");
        all.put("dialect", "clickhouse");
        all.putAll(OverflowModes.THROW);
        return all;
    }
}
