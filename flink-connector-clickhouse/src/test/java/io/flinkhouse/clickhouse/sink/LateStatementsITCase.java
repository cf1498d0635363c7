// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Keyed statements that the network delays, or that the server takes long for. */
@ExtendWith(ClickHouseExtension.class)
class LateStatementsITCase {

    private static final Duration SOON = Duration.ofSeconds(30);

    private ClickHouseDatabase db;
    private FaultProxy proxy;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        this.proxy = FaultProxy.to(URI.create(db.url()).getPort());
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    /** The row that a later change of the key has inserted stays. */
    @ParameterizedTest
    @ValueSource(strings = {"MergeTree", "ReplacingMergeTree"})
    void aDeleteThatArrivesAfterItsRetryLeavesTheNextRow(String engine) throws Exception {
        create(engine, "PARTITION BY v % 2");
        proxy.onlyFor("AND `_block_number` <= 1 AND (SELECT throwIf(")
                .next(1, new Fault.HoldRequest());
        try (WriterHarness<RowData> task = WriterHarness.open(sink(UpdateMode.INSERT))) {
            task.write(change(RowKind.INSERT, 1));
            task.checkpoint();
            task.write(change(RowKind.DELETE, 1));
            task.write(change(RowKind.INSERT, 2));
            task.checkpoint();
            assertThat(rows()).containsExactly(List.of("1", "2"));
            proxy.release();
            proxy.awaitLate(1, SOON);
            assertThat(rows()).containsExactly(List.of("1", "2"));
        }
    }

    @Test
    void anUpdateThatArrivesAfterItsRetryLeavesTheNextRow() throws Exception {
        updateThatArrivesAfter(change(RowKind.DELETE, 2), change(RowKind.INSERT, 3));
    }

    /** Both have changed the row, which keeps the number of its insert. */
    @Test
    void anUpdateThatArrivesAfterItsRetryLeavesALaterUpdate() throws Exception {
        updateThatArrivesAfter(change(RowKind.UPDATE_AFTER, 3));
    }

    /** The later changes must leave the value 3. */
    private void updateThatArrivesAfter(RowData... later) throws Exception {
        create("MergeTree", "");
        proxy.onlyFor("UPDATE `").next(1, new Fault.HoldRequest());
        try (WriterHarness<RowData> task =
                WriterHarness.open(sink(UpdateMode.LIGHTWEIGHT_UPDATE))) {
            task.write(change(RowKind.INSERT, 1));
            task.checkpoint();
            task.write(change(RowKind.UPDATE_AFTER, 2));
            task.checkpoint();
            for (RowData row : later) {
                task.write(row);
            }
            task.checkpoint();
            proxy.release();
            proxy.awaitLate(1, SOON);
            assertThat(rows()).containsExactly(List.of("1", "3"));
        }
    }

    @Test
    void aDeleteWithoutBlockNumbersLeavesTheNextRow() throws Exception {
        db.execute("CREATE TABLE t (k Int64, v Int64) ENGINE = MergeTree ORDER BY k");
        proxy.onlyFor("DELETE FROM").next(1, new Fault.HoldRequest());
        try (WriterHarness<RowData> task = WriterHarness.open(sink(UpdateMode.INSERT))) {
            task.write(change(RowKind.INSERT, 1));
            task.checkpoint();
            task.write(change(RowKind.DELETE, 1));
            task.write(change(RowKind.INSERT, 2));
            task.checkpoint();
            proxy.release();
            proxy.awaitLate(1, SOON);
            assertThat(rows()).containsExactly(List.of("1", "2"));
            assertThat(mutations()).isEqualTo(1);
        }
    }

    /** The server does so with a mutation that a later one overtakes. */
    @Test
    void aDeleteThatIsAcknowledgedAndNotRunIsSentAgain() throws Exception {
        create("MergeTree", "");
        proxy.onlyFor("DELETE FROM").next(1, new Fault.Swallow());
        try (WriterHarness<RowData> task = WriterHarness.open(sink(UpdateMode.INSERT))) {
            task.write(change(RowKind.INSERT, 1));
            task.checkpoint();
            task.write(change(RowKind.DELETE, 1));
            task.checkpoint();
            assertThat(rows()).isEmpty();
        }
    }

    /** Mutations of the table wait until merges are let go on. */
    @Test
    void aDeleteThatRunsIsNotSentAgain() throws Exception {
        create("MergeTree", "");
        try (WriterHarness<RowData> task = WriterHarness.open(sink(UpdateMode.INSERT))) {
            task.write(change(RowKind.INSERT, 1));
            task.checkpoint();
            db.execute("SYSTEM STOP MERGES t");
            task.write(change(RowKind.DELETE, 1));
            proxy.onlyFor("SELECT 1");
            TaskThread checkpoint = TaskThread.start(task::checkpoint);
            proxy.awaitHits(5, SOON);
            assertThat(mutations()).isEqualTo(1);
            db.execute("SYSTEM START MERGES t");
            checkpoint.join();
            assertThat(rows()).isEmpty();
        }
    }

    private void create(String engine, String partitions) {
        db.execute(
                "CREATE TABLE t (k Int64, v Int64) ENGINE = "
                        + engine
                        + " ORDER BY k "
                        + partitions
                        + " SETTINGS enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1");
    }

    private List<List<String>> rows() {
        return db.query("SELECT k, v FROM t");
    }

    private long mutations() {
        return Long.parseLong(
                db.query(
                                "SELECT count() FROM system.mutations WHERE database ="
                                        + " currentDatabase()")
                        .get(0)
                        .get(0));
    }

    private ClickHouseSink<RowData> sink(UpdateMode updates) {
        return ClickHouseSink.<RowData>builder()
                .url(proxy.url())
                .username(db.username())
                .password(db.password())
                .clientOption("socket_timeout", "1 s")
                .table(db.name(), "t")
                .columns("k", "v")
                .changelog(
                        ChangelogOptions.upsertBy("k")
                                .deletes(DeleteMode.LIGHTWEIGHT_DELETE)
                                .updates(updates))
                .flushInterval(Duration.ofHours(1))
                .rows(RowMapping.rowData())
                .build();
    }

    private static RowData change(RowKind kind, long value) {
        return GenericRowData.ofKind(kind, 1L, value);
    }
}
