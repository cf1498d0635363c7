// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.List;

/** Jobs with lookup joins; a test with them needs the extension {@link MiniFlink}. */
final class LookupJobs {

    private LookupJobs() {}

    /** A session in streaming mode at UTC, whose jobs have one subtask and do not restart. */
    static TableEnvironment streaming() {
        return session(EnvironmentSettings.newInstance().inStreamingMode());
    }

    static TableEnvironment batch() {
        return session(EnvironmentSettings.newInstance().inBatchMode());
    }

    private static TableEnvironment session(EnvironmentSettings.Builder settings) {
        TableEnvironment env =
                TableEnvironment.create(
                        settings.withConfiguration(MiniFlink.configuration()).build());
        env.getConfig().set("table.local-time-zone", "UTC");
        env.getConfig().set("parallelism.default", "1");
        env.getConfig().set("restart-strategy.type", "none");
        return env;
    }

    /**
     * Declares the stream {@code s} of these rows, each as in VALUES; it has the time {@code p}.
     */
    static void stream(TableEnvironment env, String columns, String values) {
        env.executeSql(
                "CREATE TEMPORARY VIEW s AS SELECT *, PROCTIME() AS p FROM (VALUES "
                        + values
                        + ") AS v("
                        + columns
                        + ")");
    }

    /** Declares the stream {@code s} of the keys from 0 on. */
    static void numbers(TableEnvironment env, int count) {
        env.executeSql(
                "CREATE TABLE s (k BIGINT, p AS PROCTIME()) WITH ('connector' = 'datagen',"
                        + " 'fields.k.kind' = 'sequence', 'fields.k.start' = '0',"
                        + " 'fields.k.end' = '"
                        + (count - 1)
                        + "')");
    }

    /** Runs a query; returns its rows as text, sorted. */
    static List<String> rows(TableEnvironment env, String query) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = env.executeSql(query).collect()) {
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

    /** Creates the table {@code t} with the rows 0, "n0" to count - 1. */
    static void create(ClickHouseDatabase db, int count) {
        db.execute("CREATE TABLE t (k Int64, name String) ENGINE = MergeTree ORDER BY k");
        db.execute(
                "INSERT INTO t SELECT number, concat('n', toString(number)) FROM numbers("
                        + count
                        + ")");
    }

    /** The table with a full cache that is not reloaded. */
    static SqlTable full(SqlTable table) {
        return table.with("lookup.cache", "FULL")
                .with("lookup.full-cache.periodic-reload.interval", "1 h");
    }

    static SqlTable table(ClickHouseDatabase db) {
        return SqlTable.of(db, "k BIGINT NOT NULL, name STRING NOT NULL");
    }
}
