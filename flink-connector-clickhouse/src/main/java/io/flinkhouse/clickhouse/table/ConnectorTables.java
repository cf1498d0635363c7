// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ServerUrl;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of 'clickhouse' tables that a catalog lists: checks and defaults. */
@Internal
public final class ConnectorTables {

    /** Options of one table, which cannot be defaults for all tables of a catalog. */
    private static final List<ConfigOption<?>> OF_ONE =
            List.of(
                    ClickHouseConnectorOptions.DATABASE_NAME,
                    ClickHouseConnectorOptions.TABLE_NAME,
                    ClickHouseSinkOptions.SINK_INPUT_FORMAT,
                    ClickHouseSinkOptions.SINK_CREATE_TABLE,
                    ClickHouseScanOptions.SCAN_QUERY,
                    ClickHouseScanOptions.SCAN_FILTER,
                    ClickHouseScanOptions.SCAN_PARTITION_COLUMN,
                    ClickHouseScanOptions.SCAN_PARTITION_NUM,
                    ClickHouseScanOptions.SCAN_PARTITION_LOWER_BOUND,
                    ClickHouseScanOptions.SCAN_PARTITION_UPPER_BOUND);

    private ConnectorTables() {}

    /** Returns the options that name a table of the server. */
    public static Map<String, String> naming(TablePath table) {
        return Map.of(
                "connector",
                ClickHouseDynamicTableFactory.IDENTIFIER,
                ClickHouseConnectorOptions.DATABASE_NAME.key(),
                table.database(),
                ClickHouseConnectorOptions.TABLE_NAME.key(),
                table.table());
    }

    /** Returns whether the option belongs to one table, so that a catalog cannot set it. */
    public static boolean isOfOneTable(String option) {
        return OF_ONE.stream().anyMatch(each -> each.key().equals(option));
    }

    /** Returns whether the option has a value that Flink must not show. */
    public static boolean isSecret(String option) {
        return option.equals(ClickHouseConnectorOptions.PASSWORD.key())
                || option.startsWith(ClickHouseConnectorOptions.CLIENT_PREFIX)
                        && (option.contains("password")
                                || option.contains("token")
                                || option.contains("http_header"));
    }

    /**
     * Checks the names and the values of options that each table of a catalog gets.
     *
     * @return the connection, with the database that the options name
     * @throws org.apache.flink.table.api.ValidationException naming the option
     */
    public static ConnectionConfig check(Map<String, String> options) {
        TableOptions table = with(options, new TablePath(databaseOf(options), "any"));
        table.write();
        table.errors();
        table.parallelism();
        table.validate();
        table.changelog(List.of());
        table.changelogInput();
        ScanOptions.of(table);
        Configuration values = Configuration.fromMap(options);
        Set<ConfigOption<?>> all = new ClickHouseDynamicTableFactory().optionalOptions();
        all.stream().filter(values::contains).forEach(table::get);
        return table.connection();
    }

    private static String databaseOf(Map<String, String> options) {
        return TableOptions.valid(
                () ->
                        ServerUrl.parse(options.get(ClickHouseConnectorOptions.URL.key()))
                                .database()
                                .orElse(ConnectionConfig.DEFAULT_DATABASE));
    }

    private static TableOptions with(Map<String, String> options, TablePath table) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(naming(table));
        return new TableOptions(all);
    }
}
