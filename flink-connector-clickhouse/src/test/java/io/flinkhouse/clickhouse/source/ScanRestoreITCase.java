// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Jobs that fail or stop inside a split, and go on from a checkpoint. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(120)
class ScanRestoreITCase {

    private static final int ROWS = 20_000;

    /** One split. */
    private static final ReadConfig WHOLE =
            ScanJobs.SMALL_BLOCKS.withSplitSize(ReadConfig.DEFAULT.splitSize());

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        create("MergeTree ORDER BY intDiv(id, 7) SETTINGS index_granularity = 64");
    }

    private void create(String engine) {
        db.execute("DROP TABLE IF EXISTS numbers SYNC");
        db.execute("CREATE TABLE numbers (id Int64, name String) ENGINE = " + engine);
        for (int i = 0; i < 4; i++) {
            insert(i * ROWS / 4, ROWS / 4);
        }
    }

    private void insert(int from, int count) {
        db.execute(
                "INSERT INTO numbers SELECT number, toString(number) FROM numbers("
                        + from
                        + ", "
                        + count
                        + ")");
    }

    @Test
    void aJobThatFailsInsideASplitGoesOnBehindItsCheckpoint() throws Exception {
        SeenRows.fast(5_000);
        JobClient job = start(ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1), WHOLE);
        SeenRows.await(5_100);
        MiniFlink.checkpoint(job.getJobID());
        int before = SeenRows.all().size();
        SeenRows.await(before + 50);

        db.execute("OPTIMIZE TABLE numbers FINAL");
        SeenRows.fail();
        SeenRows.release();
        ScanJobs.join(job);

        assertEachOnce();
    }

    @Test
    void aJobWhoseTaskManagerIsKilledInsideASplitGoesOnBehindItsCheckpoint() throws Exception {
        SeenRows.fast(5_000);
        JobClient job = start(ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1), WHOLE);
        SeenRows.await(5_100);
        MiniFlink.checkpoint(job.getJobID());
        SeenRows.await(SeenRows.all().size() + 50);

        db.execute("OPTIMIZE TABLE numbers FINAL");
        MiniFlink.replaceTaskManager(() -> {});
        SeenRows.release();
        ScanJobs.join(job);

        assertEachOnce();
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "1, 3", "2, 2"})
    void aSavepointInsideSplitsIsGoneOnWithDaysLater(int before, int after) throws Exception {
        ReadConfig read = ScanJobs.SMALL_BLOCKS.withSplitSize(20_000);
        SeenRows.fast(1_500);
        JobClient job = start(ScanJobs.environment(RuntimeExecutionMode.STREAMING, before), read);
        SeenRows.await(before * 1_600);
        String savepoint =
                job.stopWithSavepoint(
                                false, directory.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get(60, TimeUnit.SECONDS);
        assertThat(SeenRows.all()).hasSizeLessThan(ROWS);

        changeTheTable();
        SeenRows.fast(Integer.MAX_VALUE);
        ScanJobs.join(start(ScanJobs.restored(savepoint, after), read));

        List<Long> unchanged =
                SeenRows.all().stream()
                        .filter(id -> id >= 0 && id < ROWS && id % 10 != 3 && id % 10 != 5)
                        .toList();
        assertThat(unchanged).hasSize(ROWS - ROWS / 5).doesNotHaveDuplicates();
        assertThat(SeenRows.all().stream().filter(id -> id % 10 != 5)).doesNotHaveDuplicates();
    }

    /** Inserts before and behind the rows, deletes and updates some, and merges. */
    private void changeTheTable() {
        db.execute("INSERT INTO numbers SELECT -1 - number, 'new' FROM numbers(500)");
        insert(ROWS, 500);
        db.execute("DELETE FROM numbers WHERE id % 10 = 3");
        db.execute(
                "ALTER TABLE numbers UPDATE name = 'updated' WHERE id % 10 = 5 SETTINGS"
                        + " mutations_sync = 1");
        db.execute("OPTIMIZE TABLE numbers FINAL");
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "STREAMING"})
    void aJobThatFailsBeforeACheckpointStartsAgain(RuntimeExecutionMode mode) throws Exception {
        SeenRows.fast(3_000);
        JobClient job =
                start(ScanJobs.environment(mode, 2), ScanJobs.SMALL_BLOCKS.withSplitSize(20_000));
        SeenRows.await(6_100);
        SeenRows.fail();
        SeenRows.release();
        ScanJobs.join(job);

        assertEachOnce();
    }

    @Test
    void aCheckpointInsideASplitWithoutOrderIsNotRestored() throws Exception {
        create("Log");
        SeenRows.fast(5_000);
        JobClient job = start(ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1), WHOLE);
        SeenRows.await(5_100);
        MiniFlink.checkpoint(job.getJobID());
        SeenRows.fail();
        SeenRows.release();

        assertThatThrownBy(() -> ScanJobs.join(job))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("Cannot read table")
                .hasStackTraceContaining("no order by which the others could be found")
                .hasStackTraceContaining("'scan.ordered' = 'true'");
        assertThat(SeenRows.all()).doesNotHaveDuplicates();
    }

    private JobClient start(StreamExecutionEnvironment env, ReadConfig read) throws Exception {
        return ScanJobs.start(env, ScanJobs.source(db, "numbers", read));
    }

    private static void assertEachOnce() {
        List<Long> all = SeenRows.all();
        assertThat(all).hasSize(ROWS);
        assertThat(new HashSet<>(all)).hasSize(ROWS);
    }
}
