// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A SQL session whose current catalog is {@code ch}, and its database that of the test. */
final class CatalogSession {

    private final ClickHouseDatabase db;
    private final TableEnvironment env;
    private final Map<String, String> options = new LinkedHashMap<>();

    private CatalogSession(ClickHouseDatabase db, Configuration settings) {
        this.db = db;
        this.env =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance().withConfiguration(settings).build());
        env.getConfig().set("table.local-time-zone", "UTC");
        options.put("type", "clickhouse");
        options.put("url", db.url());
        options.put("username", db.username());
        options.put("default-database", db.name());
        options.put("sink.retry.timeout", "20 s");
    }

    static CatalogSession inBatchMode(ClickHouseDatabase db) {
        Configuration settings = MiniFlink.configuration();
        settings.setString("execution.runtime-mode", "batch");
        return new CatalogSession(db, settings);
    }

    static CatalogSession inStreamingMode(ClickHouseDatabase db) {
        return new CatalogSession(db, MiniFlink.configuration());
    }

    CatalogSession with(String option, String value) {
        options.put(option, value);
        return this;
    }

    /** Creates the catalog, and makes it the current one. */
    CatalogSession open() {
        env.executeSql(
                options.entrySet().stream()
                        .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                        .collect(Collectors.joining(", ", "CREATE CATALOG ch WITH (", ")")));
        env.executeSql("USE CATALOG ch");
        return this;
    }

    TableEnvironment env() {
        return env;
    }

    Catalog catalog() {
        return env.getCatalog("ch").orElseThrow();
    }

    String database() {
        return db.name();
    }

    /** Runs a statement to its end. */
    void run(String sql) throws Exception {
        env.executeSql(sql).await();
    }

    /** Returns the rows of a statement as text, in order. */
    List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = env.executeSql(sql).collect()) {
            while (found.hasNext()) {
                String row = found.next().toString();
                rows.add(row.substring(row.indexOf('[') + 1, row.length() - 1));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        rows.sort(null);
        return rows;
    }
}
