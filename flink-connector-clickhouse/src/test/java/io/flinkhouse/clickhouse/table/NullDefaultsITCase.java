// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that NULL in a column without NULL becomes the column's DEFAULT. */
@ExtendWith(ClickHouseExtension.class)
class NullDefaultsITCase {

    private static final String COLUMNS =
            "id Int64, twice Int64 DEFAULT id * 2, name LowCardinality(String) DEFAULT 'nobody',"
                    + " kind Enum8('a' = 1, 'b' = 2) DEFAULT 'b', code FixedString(2) DEFAULT 'zz',"
                    + " price Decimal(9, 2) DEFAULT 1.5, `at` DateTime64(3, 'UTC') DEFAULT"
                    + " '2026-01-01 00:00:00', ip IPv4 DEFAULT '1.2.3.4', ok Bool DEFAULT true";

    private static final String FLINK =
            "id BIGINT NOT NULL, twice BIGINT, name STRING, kind STRING, code STRING,"
                    + " price DECIMAL(9, 2), `at` TIMESTAMP(3), ip STRING, ok BOOLEAN";

    @TempDir private Path spool;

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void ofEveryKind(String semantic, ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t ("
                        + COLUMNS
                        + ") ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        insert(
                SqlTable.of(db, FLINK)
                        .with("sink.semantic", semantic)
                        .with("sink.exactly-once.spool-path", spool.toUri().toString()));

        assertThat(db.query("SELECT * FROM t ORDER BY id"))
                .containsExactly(
                        List.of(
                                "7",
                                "14",
                                "nobody",
                                "b",
                                "zz",
                                "1.5",
                                "2026-01-01 00:00:00.000",
                                "1.2.3.4",
                                "true"),
                        List.of(
                                "8",
                                "1",
                                "x",
                                "a",
                                "de",
                                "2.25",
                                "2026-02-03 04:05:06.000",
                                "5.6.7.8",
                                "false"));
    }

    private static void insert(SqlTable table) throws Exception {
        Configuration job = new Configuration();
        job.setString("execution.checkpointing.interval", "200ms");
        TableEnvironment env =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(job)
                                .build());
        env.executeSql(table.ddl("sink"));
        env.executeSql(
                        "INSERT INTO sink VALUES (7, CAST(NULL AS BIGINT), CAST(NULL AS STRING),"
                                + " CAST(NULL AS STRING), CAST(NULL AS STRING),"
                                + " CAST(NULL AS DECIMAL(9, 2)), CAST(NULL AS TIMESTAMP(3)),"
                                + " CAST(NULL AS STRING), CAST(NULL AS BOOLEAN)),"
                                + " (8, 1, 'x', 'a', 'de', 2.25, TIMESTAMP '2026-02-03 04:05:06',"
                                + " '5.6.7.8', FALSE)")
                .await();
    }
}
