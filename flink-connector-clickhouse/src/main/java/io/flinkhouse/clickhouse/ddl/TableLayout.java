// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.TableEngine;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The layout of a table to create, as its options {@code table.*} say it.
 *
 * @param engine with its parameters; empty for the default
 * @param orderBy empty for the default
 * @param settings of the table, by name
 */
@Internal
public record TableLayout(
        String engine,
        String orderBy,
        String partitionBy,
        String ttl,
        String cluster,
        Map<String, String> settings)
        implements Serializable {

    private static final String WINDOW = "10000";
    private static final String WEEK = "604800";

    public TableLayout {
        settings = Map.copyOf(settings);
    }

    /** Reads the options; others are ignored. */
    public static TableLayout of(Map<String, String> options) {
        Map<String, String> settings = new TreeMap<>();
        options.forEach(
                (name, value) -> {
                    if (name.startsWith(ClickHouseTableOptions.SETTINGS_PREFIX)) {
                        settings.put(setting(name), value);
                    }
                });
        return new TableLayout(
                text(options, ClickHouseTableOptions.TABLE_ENGINE.key()),
                text(options, ClickHouseTableOptions.TABLE_ORDER_BY.key()),
                text(options, ClickHouseTableOptions.TABLE_PARTITION_BY.key()),
                text(options, ClickHouseTableOptions.TABLE_TTL.key()),
                text(options, ClickHouseTableOptions.TABLE_ON_CLUSTER.key()),
                settings);
    }

    private static String text(Map<String, String> options, String name) {
        return options.getOrDefault(name, "").strip();
    }

    /**
     * Returns the name of the setting in the name of an option.
     *
     * @throws IllegalArgumentException if it cannot be the name of a setting
     */
    public static String setting(String option) {
        String name = option.substring(ClickHouseTableOptions.SETTINGS_PREFIX.length());
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "'"
                            + option
                            + "' does not end with the name of a setting; give for example"
                            + " 'table.settings.index_granularity'.");
        }
        return name;
    }

    /** Returns the value of a setting for a statement; numbers as the server would print them. */
    public static String value(String text) {
        return text.matches("\\d+") ? text : Literals.quote(text);
    }

    /** Returns the engine that the user chose, without its parameters if it has none. */
    TableEngine chosen(boolean keyed) {
        String text = engine;
        if (text.isEmpty()) {
            text = keyed ? "ReplacingMergeTree" : "MergeTree";
        }
        int bracket = text.indexOf('(');
        String name = bracket < 0 ? text : text.substring(0, bracket).strip();
        return TableEngine.parse(name, bracket < 0 ? name : name + text.substring(bracket));
    }

    /** Returns whether the engine was chosen with its parameters. */
    boolean hasParameters() {
        return engine.indexOf('(') >= 0;
    }

    /** Returns the settings of the table with those that exactly-once and scans need. */
    Map<String, String> settingsFor(TableEngine engine) {
        Map<String, String> all = new TreeMap<>();
        if (engine.isMergeTree()) {
            all.put("enable_block_number_column", "1");
            all.put("enable_block_offset_column", "1");
            if (engine.isReplicated()) {
                all.put("replicated_deduplication_window", WINDOW);
                all.put("replicated_deduplication_window_seconds", WEEK);
            } else {
                all.put("non_replicated_deduplication_window", WINDOW);
            }
        }
        all.putAll(settings);
        return all;
    }

    /** Returns the clause ON CLUSTER with a space before it, or nothing. */
    public String onCluster() {
        return cluster.isEmpty() ? "" : " ON CLUSTER " + Literals.quote(cluster);
    }
}
