// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.ClickHouseSource;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.OneTimeRead;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the scan of rows that a statement changes: no split of it is read a second time. */
@ExtendWith(ClickHouseExtension.class)
class OneTimeReadITCase {

    private static final RowType ROWS =
            new RowType(false, List.of(new RowType.RowField("id", new BigIntType(false))));

    private static final ReadConfig SMALL_BLOCKS =
            new ReadConfig(1, 100, 1 << 20, 1 << 20, ScanOrder.FALSE, null);

    private StreamExecutionEnvironment env = environment("fixed-delay");
    private ClickHouseDatabase db;

    @BeforeEach
    void start(ClickHouseDatabase database) {
        db = database;
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t SELECT number FROM numbers(100000)");
    }

    @Test
    void readsEachRowOnceInSeveralSubtasks() throws Exception {
        long[] ids = new long[100_000];
        try (var rows = rows(List.of("id")).executeAndCollect()) {
            while (rows.hasNext()) {
                ids[(int) rows.next().getLong(0)]++;
            }
        }
        assertThat(ids).containsOnly(1);
    }

    @Test
    void readsTheTableByOneQueryWhereTheStatementMovesRows() throws Exception {
        long moved = 0;
        try (var rows = rows(List.of(), true).executeAndCollect()) {
            while (rows.hasNext()) {
                if (rows.next().getLong(0) == 0) {
                    db.execute("INSERT INTO t SELECT 100000 + number FROM numbers(1000)");
                }
                moved++;
            }
        }
        assertThat(moved).isEqualTo(100_000);
    }

    /** Another subtask must not get the split of the one that has failed. */
    @Test
    void givesASplitToNoOtherSubtask() {
        DataStream<RowData> failing =
                rows(List.of()).map(new FailingSubtask(), InternalTypeInfo.of(ROWS));
        assertThatThrownBy(() -> failing.executeAndCollect(100_000))
                .hasStackTraceContaining("is not retried: some rows may already be changed");
    }

    @Test
    void refusesAKeyOfTwoRowsBeforeTheFirstRow() {
        env = environment("none");
        db.execute("INSERT INTO t VALUES (7)");
        assertThatThrownBy(() -> rows(List.of("id")).executeAndCollect(1))
                .hasStackTraceContaining(
                        "The primary key of the Flink table (id) is not unique: 1");
    }

    private static StreamExecutionEnvironment environment(String restarts) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("execution.runtime-mode", "BATCH");
        configuration.setString("restart-strategy.type", restarts);
        configuration.setString("restart-strategy.fixed-delay.attempts", "2");
        configuration.setString("restart-strategy.fixed-delay.delay", "1 ms");
        configuration.setString("parallelism.default", "3");
        return new StreamExecutionEnvironment(configuration);
    }

    private DataStream<RowData> rows(List<String> uniqueKey) {
        return rows(uniqueKey, false);
    }

    private DataStream<RowData> rows(List<String> uniqueKey, boolean atOnce) {
        TablePath path = new TablePath(db.name(), "t");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            TableDescription table = TableDescription.of(client, path);
            TableScan scan =
                    new TableScan(
                            path.toString(),
                            false,
                            ScanColumns.of(table, ROWS),
                            "1",
                            List.of(),
                            -1);
            ClickHouseSource<RowData> source =
                    new ClickHouseSource<>(
                            new ScanRequest(
                                    db.connection(),
                                    RetryConfig.DEFAULT,
                                    SMALL_BLOCKS,
                                    path,
                                    scan,
                                    new OneTimeRead(uniqueKey, atOnce)),
                            row -> row,
                            InternalTypeInfo.of(ROWS));
            return env.fromSource(source, WatermarkStrategy.noWatermarks(), "rows")
                    .map(new OneTimeRows("t", new int[1], false), InternalTypeInfo.of(ROWS));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Fails at its first row if it is the first subtask; the others go on. */
    private static final class FailingSubtask extends RichMapFunction<RowData, RowData> {
        private static final long serialVersionUID = 1L;

        @Override
        public RowData map(RowData row) {
            if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
                throw new IllegalStateException("later");
            }
            return row;
        }
    }
}
