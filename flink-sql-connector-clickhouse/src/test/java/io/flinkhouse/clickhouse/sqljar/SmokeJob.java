// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sqljar;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/** Runs in a JVM that has Flink's jars and the fat jar on its class path, and nothing else. */
public final class SmokeJob {

    private SmokeJob() {}

    public static void main(String[] args) throws Exception {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        tables.executeSql(
                "CREATE TABLE numbers (id INT NOT NULL, name STRING NOT NULL) WITH ("
                        + "'connector' = 'clickhouse', 'table-name' = 'numbers',"
                        + " 'url' = '%s', 'database-name' = '%s', 'username' = '%s', 'password' = '%s')"
                                .formatted((Object[]) args));
        tables.executeSql("INSERT INTO numbers VALUES (1, 'one'), (2, 'two')").await();
    }
}
