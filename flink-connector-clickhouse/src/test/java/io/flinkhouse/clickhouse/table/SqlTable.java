// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A Flink table over a ClickHouse table, as a user would write it down. */
final class SqlTable {

    private final String columns;
    private final Map<String, String> options = new LinkedHashMap<>();

    private SqlTable(String columns) {
        this.columns = columns;
    }

    /** A table with the given columns over the table {@code t} of a database. */
    static SqlTable of(ClickHouseDatabase db, String columns) {
        return of(db.url(), db.name(), columns)
                .with("username", db.username())
                .with("password", db.password())
                .with("sink.retry.timeout", "20 s");
    }

    /** For statements in batch mode, in a session at UTC; needs the extension {@link MiniFlink}. */
    static TableEnvironment inBatchMode() {
        TableEnvironment env =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inBatchMode()
                                .withConfiguration(MiniFlink.configuration())
                                .build());
        env.getConfig().set("table.local-time-zone", "UTC");
        return env;
    }

    static SqlTable of(String url, String database, String columns) {
        return new SqlTable(columns)
                .with("connector", "clickhouse")
                .with("url", url)
                .with("database-name", database)
                .with("table-name", "t");
    }

    SqlTable with(String option, String value) {
        options.put(option, value);
        return this;
    }

    SqlTable without(String option) {
        options.remove(option);
        return this;
    }

    Map<String, String> options() {
        return Map.copyOf(options);
    }

    String ddl(String name) {
        return "CREATE TABLE "
                + name
                + " ("
                + columns
                + ") WITH ("
                + options.entrySet().stream()
                        .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** Plans an INSERT of all columns, but does not run it. */
    String explain() {
        return explain("INSERT INTO sink SELECT * FROM source");
    }

    String explain(String statement) {
        return explain(
                "CREATE TABLE source (" + columns + ") WITH ('connector' = 'datagen')", statement);
    }

    /** Plans a statement that speaks of one more table. */
    String explain(String other, String statement) {
        TableEnvironment env = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        env.executeSql(ddl("sink"));
        env.executeSql(other);
        return env.explainSql(statement);
    }
}
