// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.config.ConnectionConfig;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * The options of {@code CREATE CATALOG … WITH ('type' = 'clickhouse', …)} besides those that are
 * defaults for its tables.
 */
@PublicEvolving
public final class ClickHouseCatalogOptions {

    public static final ConfigOption<String> DEFAULT_DATABASE =
            ConfigOptions.key("default-database")
                    .stringType()
                    .defaultValue(ConnectionConfig.DEFAULT_DATABASE)
                    .withDescription(
                            "The current database after USE CATALOG, unless 'url' names one.");

    private ClickHouseCatalogOptions() {}
}
