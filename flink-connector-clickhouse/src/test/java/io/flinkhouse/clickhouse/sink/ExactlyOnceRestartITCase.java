// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.GenericRowData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests exactly-once jobs that restart from savepoints, wait for the server, or share a table. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class ExactlyOnceRestartITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 2"})
    void aStoppedJobGoesOnAtAnotherParallelism(int before, int after) throws Exception {
        String savepoint = jobs.runAndStop(before, DeliveryGuarantee.EXACTLY_ONCE, null);
        String second = jobs.runAndStop(after, DeliveryGuarantee.EXACTLY_ONCE, savepoint);
        jobs.runAndStop(before, DeliveryGuarantee.EXACTLY_ONCE, second);

        jobs.assertNoneTwiceNoneMissing(before);
    }

    @Test
    void aSavepointRestoredTwiceReplaysWhatCameLater() throws Exception {
        String savepoint = jobs.runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, null);
        long atSavepoint = jobs.rows();
        jobs.assertOnce(atSavepoint);
        jobs.runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, savepoint);
        jobs.runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, savepoint);

        // Rows before the savepoint are stored once; rows after it twice, as intended.
        assertThat(
                        db.query(
                                "SELECT count() FROM (SELECT id FROM events WHERE id <= "
                                        + atSavepoint
                                        + " GROUP BY id HAVING count() > 1)"))
                .containsExactly(List.of("0"));
        assertThat(db.query("SELECT uniqExact(id) = max(id) FROM events"))
                .containsExactly(List.of("1"));
    }

    @Test
    void theGuaranteeMaySwitchBetweenSavepoints() throws Exception {
        String first = jobs.runAndStop(2, DeliveryGuarantee.EXACTLY_ONCE, null);
        String second = jobs.runAndStop(2, DeliveryGuarantee.AT_LEAST_ONCE, first);
        jobs.runAndStop(2, DeliveryGuarantee.EXACTLY_ONCE, second);

        jobs.assertNoneTwiceNoneMissing(2);
    }

    @Test
    void anotherGuaranteeWithoutTheSpoolOfTheBlocksSaysWhatToCall() throws Exception {
        String savepoint = jobs.runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, null);
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none", savepoint);
        env.fromSequence(1, ExactlyOnceJobs.ENDLESS)
                .uid("source")
                .map(new ExactlyOnceJobs.Slowly())
                .uid("slowly")
                .sinkTo(
                        ClickHouseSink.<Long>builder()
                                .url(db.url())
                                .username(db.username())
                                .password(db.password())
                                .table(db.name(), "events")
                                .columns("id")
                                .rows(RowMapping.rowData(id -> GenericRowData.of(id)))
                                .build())
                .uid("sink");

        assertThatThrownBy(env::execute)
                .hasStackTraceContaining("This state holds sealed blocks")
                .hasStackTraceContaining("spoolPath(...) of the sink's builder");
    }

    @Test
    void aJobStoppedForLongerThanTheWindowGoesOn() throws Exception {
        String savepoint = jobs.runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, null);
        db.execute("ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 2");
        for (int i = 1; i <= 5; i++) {
            db.execute(
                    "INSERT INTO events (id, name) SELECT -"
                            + i
                            + ", '' SETTINGS async_insert = 0");
        }

        jobs.runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, savepoint);

        jobs.assertNoneTwiceNoneMissing(1);
    }

    @Test
    void aStartWithoutStateOnTheSameTableLosesNothing() throws Exception {
        for (int run = 0; run < 2; run++) {
            ExactlyOnceJobs.run(1, 1, 5000, jobs.sink().maxRows(1000));
        }

        assertThat(db.query("SELECT count(), uniqExact(id) FROM events"))
                .containsExactly(List.of("10000", "5000"));
    }

    @Test
    void twoJobsShareATableAndItsWindow() throws Exception {
        JobClient first = jobs.start(1, jobs.sink(), null);
        ExactlyOnceJobs.run(2, -50_000, -1, jobs.sink().maxRows(1000));
        jobs.stop(first);

        assertThat(db.query("SELECT count(), uniqExact(id) FROM events WHERE id < 0"))
                .containsExactly(List.of("50000", "50000"));
        jobs.assertNoneTwiceNoneMissing(1);
    }

    @Test
    void twentyAbortedCheckpointsLoseNothing() throws Exception {
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        Path aside = directory.resolve("aside");
        Aborts.seen.set(0);
        StreamExecutionEnvironment env =
                ExactlyOnceJobs.checkpointedIn(checkpoints.toUri().toString());
        env.fromSequence(1, ExactlyOnceJobs.ENDLESS)
                .map(new ExactlyOnceJobs.Slowly())
                .map(new Aborts())
                .sinkTo(jobs.sink().maxRows(500).build());
        JobClient job = env.executeAsync();
        Await.until("rows to arrive", PATIENCE, () -> jobs.rows() > 1000);

        Files.move(checkpoints, aside);
        Files.createFile(checkpoints); // where a directory is wanted
        Await.until("20 aborted checkpoints", PATIENCE, () -> Aborts.seen.get() >= 20);
        Files.delete(checkpoints);
        Files.move(aside, checkpoints);
        jobs.stop(job);

        jobs.assertNoneTwiceNoneMissing(1);
    }

    @Test
    void aSlowCommitDoesNotStopTheWriter() throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.onlyFor("INSERT INTO");
            JobClient job = jobs.start(1, jobs.sink(proxy.url()), null);
            proxy.always(new Fault.HoldRequest());
            proxy.awaitHeld(1, PATIENCE);
            int sealed = jobs.sealedFiles().size();
            Await.until(
                    "blocks to be sealed while a commit hangs",
                    Duration.ofMinutes(3), // small blocks have no file until many wait
                    () -> jobs.sealedFiles().size() > sealed + 5);
            proxy.heal();
            jobs.stop(job);
        }
        jobs.assertNoneTwiceNoneMissing(1);
    }

    /** Counts checkpoints that did not come about. */
    private static final class Aborts implements MapFunction<Long, Long>, CheckpointListener {

        private static final long serialVersionUID = 1L;

        static final AtomicInteger seen = new AtomicInteger();

        @Override
        public Long map(Long id) {
            return id;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            // only the others count
        }

        @Override
        public void notifyCheckpointAborted(long checkpointId) {
            seen.incrementAndGet();
        }
    }
}
