// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

import java.util.List;
import java.util.Map;

/**
 * The options of a ClickHouse table that the connector creates: by CREATE TABLE in a catalog, or by
 * {@code sink.create-table}.
 */
@PublicEvolving
public final class ClickHouseTableOptions {

    /** Prefix of the settings of the table, {@code table.settings.<name>}. */
    public static final String SETTINGS_PREFIX = "table.settings.";

    public static final ConfigOption<String> TABLE_ENGINE =
            ConfigOptions.key("table.engine")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Engine in ClickHouse's SQL, with or without parameters. The default is"
                                    + " MergeTree; of a table with PRIMARY KEY it is"
                                    + " ReplacingMergeTree(_version, _deleted), whose two columns"
                                    + " the connector creates and fills. It also adds them to the"
                                    + " name of such an engine without parameters, and _sign to"
                                    + " CollapsingMergeTree.");

    public static final ConfigOption<String> TABLE_ORDER_BY =
            ConfigOptions.key("table.order-by")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Sorting key in ClickHouse's SQL, for example 'user_id, seen_at'. The default"
                                    + " is the PRIMARY KEY, or tuple() without one.");

    public static final ConfigOption<String> TABLE_PARTITION_BY =
            ConfigOptions.key("table.partition-by")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Partition key in ClickHouse's SQL, for example 'toYYYYMM(seen_at)'.");

    public static final ConfigOption<String> TABLE_TTL =
            ConfigOptions.key("table.ttl")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Life time of rows in ClickHouse's SQL, for example 'seen_at + INTERVAL 90"
                                    + " DAY'.");

    public static final ConfigOption<String> TABLE_ON_CLUSTER =
            ConfigOptions.key("table.on-cluster")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Cluster on whose servers the statement runs (ON CLUSTER). As an option"
                                    + " of CREATE CATALOG it also applies to DROP, RENAME and ALTER"
                                    + " TABLE, and to databases.");

    public static final ConfigOption<Map<String, String>> TABLE_SETTINGS =
            ConfigOptions.key("table.settings")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Settings of the table, each as 'table.settings.<name>'. Tables of the"
                                    + " MergeTree family get block numbers and a deduplication"
                                    + " window, unless they are set here.");

    /** The options without {@link #TABLE_SETTINGS}. */
    public static final List<ConfigOption<String>> SINGLE =
            List.of(TABLE_ENGINE, TABLE_ORDER_BY, TABLE_PARTITION_BY, TABLE_TTL, TABLE_ON_CLUSTER);

    private ClickHouseTableOptions() {}

    /** Returns whether it is the name of one of these options. */
    public static boolean has(String name) {
        return name.startsWith(SETTINGS_PREFIX) && name.length() > SETTINGS_PREFIX.length()
                || SINGLE.stream().anyMatch(option -> option.key().equals(name));
    }
}
