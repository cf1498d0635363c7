// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests rows with NULL for a column that has neither NULL nor a DEFAULT. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class RejectedNullsITCase {

    private static final String INSERT =
            "INSERT INTO sink SELECT TRY_CAST(x AS BIGINT), x"
                    + " FROM (VALUES ('1'), ('one'), ('2')) AS v (x)";

    @TempDir private Path spool;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name String) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
    }

    @ParameterizedTest
    @CsvSource({
        "skip, at-least-once",
        "skip, exactly-once",
        "dead-letter, at-least-once",
        "dead-letter, exactly-once"
    })
    void areRejectedOnTheirOwn(String mode, String semantic) throws Exception {
        boolean kept = mode.equals("dead-letter");
        run(sink("id BIGINT, name STRING NOT NULL", semantic, kept).with("sink.error-mode", mode));
        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("2"));
        if (kept) {
            assertThat(db.query("SELECT kind, raw_message FROM dead"))
                    .containsExactly(
                            Arrays.asList("rejected-row", "{\"id\":null,\"name\":\"one\"}"));
            assertThat(db.query("SELECT error FROM dead").get(0).get(0))
                    .contains("Column 'id' Int64 cannot hold NULL");
        }
    }

    /** Flink throws before the sink is there, so that the option cannot help. */
    @Test
    void areFlinksWhereTheColumnIsNotNull() {
        assertThatThrownBy(
                        () ->
                                run(
                                        sink("id BIGINT NOT NULL, name STRING", "none", true)
                                                .with("sink.error-mode", "dead-letter")))
                .rootCause()
                .hasMessageContaining("Column 'id' is NOT NULL");
    }

    private SqlTable sink(String columns, String semantic, boolean kept) {
        SqlTable table =
                SqlTable.of(db, columns)
                        .with("sink.semantic", semantic)
                        .with("sink.exactly-once.spool-path", spool.toUri().toString());
        return kept ? table.with("sink.dead-letter.table", "dead") : table;
    }

    private static void run(SqlTable sink) throws Exception {
        TableEnvironment env =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance()
                                .inStreamingMode()
                                .withConfiguration(MiniFlink.configuration())
                                .build());
        env.getConfig().set("execution.checkpointing.interval", "200 ms");
        env.getConfig().set("restart-strategy.type", "none");
        env.executeSql(sink.ddl("sink"));
        env.executeSql(INSERT).await();
    }
}
