// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests exactly-once jobs on a cluster in this JVM: their end, failures, rescaling and changes. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class ExactlyOnceJobITCase {

    private static final int ROWS = 200_000;

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    @ParameterizedTest
    @CsvSource({"STREAMING, 7000, 2", "BATCH, 7000, 2", "AUTOMATIC, 500000, 1"})
    void aBoundedJobDeliversEachRowOnce(RuntimeExecutionMode mode, int maxRows, int parallelism)
            throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(parallelism, "none");
        env.setRuntimeMode(mode);
        env.enableCheckpointing(200);
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().maxRows(maxRows).build());
        env.execute();

        jobs.assertOnce(ROWS);
        assertThat(jobs.sealedFiles()).isEmpty();
    }

    @Test
    void everyRowCarriesTheFenceOfItsBlock() throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        env.enableCheckpointing(60_000);
        env.fromSequence(1, 1000).sinkTo(jobs.sink().maxRows(100).build());
        env.execute();

        assertThat(
                        db.query(
                                "SELECT uniqExact(_flink_block), min(_flink_block) > 0,"
                                        + " uniqExact(_flink_block, _partition_id) FROM events"))
                .containsExactly(List.of("10", "1", "30"));
    }

    /** Only then a batch job asks whether an insert of the block still runs. */
    @Test
    void inABatchJobEveryBlockIsInDoubt() throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.onlyFor("SELECT 1");
            env.fromSequence(1, ROWS).sinkTo(jobs.sink(proxy.url()).build());
            env.execute();

            assertThat(proxy.hits()).isPositive();
        }
        jobs.assertOnce(ROWS);
    }

    @Test
    void aBatchJobThatWouldStartAgainAsAWholeIsRefused() {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "fixed-delay");
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        Configuration whole = new Configuration();
        whole.set(JobManagerOptions.EXECUTION_FAILOVER_STRATEGY, "full");
        env.configure(whole);
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("'jobmanager.execution.failover-strategy' = 'full'")
                .hasMessageContaining("Set it to 'region'");
    }

    @Test
    void answersThatGetLostDoubleNothing() throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.onlyFor("INSERT INTO")
                    .next(3, new Fault.CutAfterAnswer())
                    .next(1, Fault.PASS)
                    .next(2, new Fault.CutMidway())
                    .next(
                            2,
                            new Fault.Answer(
                                    500, 252, "Code: 252. DB::Exception: Too many parts."));
            ExactlyOnceJobs.run(2, 1, ROWS, jobs.sink(proxy.url()).maxRows(5_000));
        }
        jobs.assertOnce(ROWS);
    }

    @Test
    void aServerThatRefusesEveryInsertFailsTheJob() throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.onlyFor("INSERT INTO")
                    .always(
                            new Fault.Answer(
                                    500, 242, "Code: 242. DB::Exception: read-only table"));
            ClickHouseSinkBuilder<Long> sink =
                    jobs.sink(proxy.url())
                            .retry(
                                    Duration.ofMillis(500),
                                    Duration.ofMillis(50),
                                    Duration.ofMillis(50));
            assertThatThrownBy(() -> ExactlyOnceJobs.run(1, 1, ExactlyOnceJobs.ENDLESS, sink))
                    .hasStackTraceContaining("read-only table");
        }
    }

    @Test
    void sourcesThatEndAtDifferentTimesAreCompleteAtTheEnd() throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(2, "none");
        env.enableCheckpointing(100);
        env.fromSequence(1, 100)
                .union(env.fromSequence(101, 30_000).map(new ExactlyOnceJobs.Slowly()))
                .sinkTo(jobs.sink().maxRows(1000).build());
        env.execute();

        jobs.assertOnce(30_000);
    }

    @Test
    void aRowThatCannotBeHeldFailsBeforeItsBlockIsSealed() {
        db.execute("ALTER TABLE events ADD COLUMN code Int8 DEFAULT 0");
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        env.enableCheckpointing(60_000);
        env.fromSequence(1, 1000)
                .sinkTo(
                        jobs.sink()
                                .rows(
                                        RowMapping.fields(
                                                List.of("id", "code"), id -> new Object[] {id, id}))
                                .build());

        assertThatThrownBy(env::execute).hasStackTraceContaining("'code'");
        assertThat(jobs.rows()).isZero();
    }

    @Test
    void withoutCheckpointsAStreamIsRefused() {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        env.fromSequence(1, ROWS).sinkTo(jobs.sink().build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("needs checkpoints")
                .hasMessageContaining("'execution.checkpointing.interval'");
    }

    @Test
    void aTableThatCannotBeExactFailsTheJobWithTheWayOut() {
        db.execute("CREATE TABLE plain (id Int64, name String) ENGINE = MergeTree ORDER BY id");
        ClickHouseSinkBuilder<Long> sink = jobs.sink().table(db.name(), "plain");

        assertThatThrownBy(() -> ExactlyOnceJobs.run(1, 1, ROWS, sink))
                .hasStackTraceContaining("MODIFY SETTING non_replicated_deduplication_window");
    }
}
