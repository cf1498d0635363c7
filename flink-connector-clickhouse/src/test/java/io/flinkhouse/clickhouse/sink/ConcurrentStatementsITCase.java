// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.concurrent.CyclicBarrier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests keyed statements that several subtasks send at the same moment. ClickHouse 26.7 numbers a
 * mutation before it registers it; if a later one is registered and run in between, the server
 * acknowledges the earlier one without running it.
 */
@ExtendWith(ClickHouseExtension.class)
class ConcurrentStatementsITCase {

    private static final int ROUNDS = 15;
    private static final int SUBTASKS = 3;

    private final CyclicBarrier together = new CyclicBarrier(SUBTASKS);
    private ClickHouseDatabase db;

    private interface Change {
        void of(WriterHarness<RowData> task, long key) throws Exception;
    }

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (k Int64, v Int64) ENGINE = MergeTree ORDER BY k SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
    }

    @Test
    void everyDeleteTakesEffect() throws Exception {
        inAllSubtasks((task, key) -> task.write(change(RowKind.DELETE, key, 1)));

        assertThat(db.query("SELECT k FROM t")).isEmpty();
    }

    @Test
    void everyUpdateTakesEffect() throws Exception {
        inAllSubtasks((task, key) -> task.write(change(RowKind.UPDATE_AFTER, key, 2)));

        assertThat(db.query("SELECT count(), min(v) FROM t"))
                .containsExactly(List.of(String.valueOf(ROUNDS * SUBTASKS), "2"));
    }

    private void inAllSubtasks(Change change) throws Exception {
        TaskThread[] threads = new TaskThread[SUBTASKS];
        for (int i = 0; i < SUBTASKS; i++) {
            int subtask = i;
            threads[i] = TaskThread.start(() -> changeRows(subtask, change));
        }
        for (TaskThread thread : threads) {
            thread.join();
        }
    }

    private void changeRows(int subtask, Change change) throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink())) {
            for (int i = 0; i < ROUNDS; i++) {
                task.write(change(RowKind.INSERT, key(i, subtask), 1));
            }
            task.checkpoint();
            for (int i = 0; i < ROUNDS; i++) {
                change.of(task, key(i, subtask));
                together.await();
                task.checkpoint();
            }
        }
    }

    private static long key(int round, int subtask) {
        return (long) round * SUBTASKS + subtask;
    }

    private ClickHouseSink<RowData> sink() {
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .columns("k", "v")
                .changelog(
                        ChangelogOptions.upsertBy("k")
                                .deletes(DeleteMode.LIGHTWEIGHT_DELETE)
                                .updates(UpdateMode.LIGHTWEIGHT_UPDATE))
                .rows(RowMapping.rowData())
                .build();
    }

    private static RowData change(RowKind kind, long key, long value) {
        return GenericRowData.ofKind(kind, key, value);
    }
}
