// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests SELECT from a table that does not end. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class FollowSqlITCase {

    private static final String NUMBERED =
            " SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1";

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase database) {
        db = database;
        Configuration config = MiniFlink.configuration();
        config.setString("parallelism.default", "2");
        config.setString("table.local-time-zone", "UTC");
        config.setString("pipeline.auto-watermark-interval", "50 ms");
        env = TableEnvironment.create(config);
    }

    @Test
    void insertedRowsMeetTheConditionAndHaveTheirMetadata() throws Exception {
        create("MergeTree ORDER BY id" + NUMBERED);
        db.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        declare(
                table("id BIGINT, name STRING, _block_number BIGINT METADATA VIRTUAL")
                        .with("scan.filter", "id != 4"));
        try (CloseableIterator<Row> rows =
                env.executeSql("SELECT _block_number, name FROM t WHERE id <> 2").collect()) {
            assertThat(rows.next()).hasToString("+I[1, a]");
            db.execute("INSERT INTO t VALUES (2, 'b'), (3, 'c'), (4, 'd')");
            assertThat(rows.next()).hasToString("+I[2, c]");
        }
    }

    /**
     * Each insert is read by a query of its own, which ends before a watermark is due. Rows that
     * are there when the job starts come in the order of the key, which is that of the times.
     */
    @Test
    void watermarksFollowTheInsertedRows() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, ts DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY"
                        + " (ts, id)"
                        + NUMBERED);
        declare(
                table("id BIGINT, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts")
                        .with("scan.parallelism", "1"));
        List<String> sums = new ArrayList<>();
        try (CloseableIterator<Row> rows =
                env.executeSql(
                                "SELECT SUM(id) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL"
                                        + " '1' MINUTE)) GROUP BY window_start, window_end")
                        .collect()) {
            for (int minute = 0; minute < 3; minute++) {
                db.execute(
                        "INSERT INTO t SELECT number, toDateTime64('2026-01-01 00:0"
                                + minute
                                + ":30', 3, 'UTC') FROM numbers(4)");
                if (minute > 0) {
                    sums.add(rows.next().toString());
                }
            }
        }
        assertThat(sums).containsExactly("+I[6]", "+I[6]");
    }

    @Test
    void aLimitCountsInsertedRowsToo() throws Exception {
        create("MergeTree ORDER BY id" + NUMBERED);
        db.execute("INSERT INTO t SELECT number, 'a' FROM numbers(10)");
        declare(table("id BIGINT, name STRING"));
        try (CloseableIterator<Row> rows = env.executeSql("SELECT id FROM t LIMIT 12").collect()) {
            for (int i = 0; i < 10; i++) {
                rows.next();
            }
            db.execute("INSERT INTO t SELECT number + 10, 'a' FROM numbers(10)");
            assertThat(rows.next()).isNotNull();
            assertThat(rows.next()).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ReplacingMergeTree ORDER BY id | remove rows that later ones replace",
                "SummingMergeTree ORDER BY id | combine rows",
                "AggregatingMergeTree ORDER BY id | combine rows",
                "CoalescingMergeTree ORDER BY id | combine rows",
                "Memory | its engine Memory numbers no inserts",
                "Buffer(currentDatabase(), none, 1, 1, 1, 1, 1, 1, 1) | its engine Buffer numbers no"
                        + " inserts"
            })
    void enginesWhoseInsertsCannotBeFoundAreRefused(String engine, String why) {
        create(engine);
        refused(table("id BIGINT, name STRING"))
                .hasStackTraceContaining("`t` continuously: ")
                .hasStackTraceContaining(why)
                .hasStackTraceContaining("'scan.startup.mode' to 'snapshot'");
    }

    @Test
    void aViewIsRefused() {
        create("MergeTree ORDER BY id" + NUMBERED);
        db.execute("CREATE VIEW v AS SELECT * FROM t");
        refused(table("id BIGINT, name STRING").with("table-name", "v"))
                .hasStackTraceContaining("its engine View numbers no inserts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " SETTINGS enable_block_number_column = 1",
                " SETTINGS enable_block_offset_column = 1"
            })
    void aTableWithoutBlockColumnsIsRefused(String settings) {
        create("MergeTree ORDER BY id" + settings);
        String table = "`" + db.name() + "`.`t`";
        refused(table("id BIGINT, name STRING"))
                .hasStackTraceContaining(
                        "Cannot read "
                                + table
                                + " continuously: it keeps no block numbers. ALTER TABLE "
                                + table
                                + " MODIFY SETTING enable_block_number_column = 1,"
                                + " enable_block_offset_column = 1.");
        db.execute(
                "ALTER TABLE t MODIFY SETTING enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1");
        assertThat(env.explainSql("SELECT * FROM t")).contains("TableSourceScan");
    }

    @Test
    void aWrongModeNamesTheSideThatIsRead() {
        create("MergeTree ORDER BY id" + NUMBERED);
        refused(table("id BIGINT").with("scan.startup.mode", "earliest-offset"))
                .hasStackTraceContaining(
                        "'scan.startup.mode' is 'earliest-offset'. This table reads ClickHouse,"
                                + " because it has no 'topic'")
                .hasStackTraceContaining("'snapshot', 'initial', 'latest-offset'");
        env.executeSql("DROP TABLE t");
        refused(
                        table("id BIGINT")
                                .without("scan.incremental.poll-interval")
                                .with("topic", "orders")
                                .with("properties.bootstrap.servers", "localhost:1")
                                .with("format", "json"))
                .hasStackTraceContaining(
                        "'scan.startup.mode' is 'initial', which is for reading ClickHouse. This"
                                + " table reads Kafka, because it has 'topic'");
    }

    @Test
    void placesNeedTheModeAndTheModeNeedsPlaces() {
        create("MergeTree ORDER BY id" + NUMBERED);
        refused(table("id BIGINT").with("scan.startup.specific-offsets", "all:1"))
                .hasStackTraceContaining(
                        "'scan.startup.mode' is 'initial'; give 'specific-offsets'");
        env.executeSql("DROP TABLE t");
        refused(table("id BIGINT").with("scan.startup.mode", "specific-offsets"))
                .hasStackTraceContaining("give 'scan.startup.specific-offsets' too");
    }

    @Test
    void aQueryHasNoInserts() {
        refused(table("id BIGINT").without("table-name").with("scan.query", "SELECT 1 AS id"))
                .hasStackTraceContaining("the result of 'scan.query' has no inserts to wait for");
    }

    private void create(String engine) {
        db.execute("CREATE TABLE t (id Int64, name String) ENGINE = " + engine);
    }

    private SqlTable table(String columns) {
        return SqlTable.of(db, columns)
                .with("scan.startup.mode", "initial")
                .with("scan.incremental.poll-interval", "20 ms");
    }

    private void declare(SqlTable table) {
        env.executeSql(table.ddl("t"));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(SqlTable table) {
        declare(table);
        return assertThatThrownBy(() -> env.explainSql("SELECT * FROM t"));
    }
}
