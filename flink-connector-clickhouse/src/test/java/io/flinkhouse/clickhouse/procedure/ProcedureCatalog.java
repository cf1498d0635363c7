// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.procedure;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Calls procedures of a ClickHouse catalog {@code c}. */
public final class ProcedureCatalog {

    private ProcedureCatalog() {}

    /** Runs a CALL, and returns its rows. */
    public static List<Row> call(TableEnvironment env, ClickHouseDatabase db, String statement)
            throws Exception {
        env.executeSql(
                "CREATE CATALOG c WITH ('type' = 'clickhouse', 'url' = '%s', 'username' = '%s', 'password' = '%s', 'default-database' = '%s')"
                        .formatted(db.url(), db.username(), db.password(), db.name()));
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = env.executeSql(statement).collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }

    /** Runs a CALL, and returns some fields of its rows as text. */
    public static List<List<String>> texts(ClickHouseDatabase db, String procedure, int... fields)
            throws Exception {
        TableEnvironment env = TableEnvironment.create(new Configuration());
        return call(env, db, "CALL c.sys." + procedure).stream()
                .map(row -> Arrays.stream(fields).mapToObj(i -> "" + row.getField(i)).toList())
                .toList();
    }
}
