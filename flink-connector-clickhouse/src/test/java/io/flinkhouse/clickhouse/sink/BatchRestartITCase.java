// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.OwnFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Tests batch jobs whose writers Flink runs again after blocks have been sent. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(120)
class BatchRestartITCase {

    private static final int ROWS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ClickHouseDatabase db;

    @TempDir Path directory;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    /** The client does not see the settings of the cluster. */
    @Test
    void aClusterThatRestartsAllTasksDoublesNothing() throws Exception {
        try (OwnFlink flink = cluster("jobmanager.execution.failover-strategy", "full");
                FaultProxy proxy = Events.proxy(db)) {
            StreamExecutionEnvironment env = environment(flink, 1);
            // the probe passes
            proxy.onlyFor("INSERT INTO").next(2, Fault.PASS).next(1, new Fault.CutAfterAnswer());
            env.fromSequence(1, ROWS)
                    .sinkTo(jobs.impatientSink(proxy.url()).maxRows(20_000).inFlight(1).build());

            assertStopsWithNoneTwice(env);
        }
    }

    /** Writers that restart together, one of which has its rows in the table. */
    @Test
    void writersOfOnePipelinedRegionDoubleNothing() throws Exception {
        try (OwnFlink flink = cluster("jobmanager.scheduler", "Default")) {
            StreamExecutionEnvironment env = environment(flink, 2);
            Configuration pipelined = new Configuration();
            pipelined.setString("execution.batch-shuffle-mode", "ALL_EXCHANGES_PIPELINED");
            pipelined.setString("jobmanager.scheduler", "Default");
            env.configure(pipelined);
            FailsOnce.left.set(true);
            env.fromSequence(1, ROWS)
                    .partitionCustom((id, partitions) -> (int) (id % partitions), id -> id)
                    .map(new FailsOnce())
                    .sinkTo(jobs.sink().maxRows(20_000).build());

            assertStopsWithNoneTwice(env);
        }
    }

    /** Its blocks are sent before the writer of its second use starts. */
    @Test
    void aSinkMayBeUsedTwiceInAJob() throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "none");
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        ClickHouseSink<Long> sink = jobs.sink().build();
        env.fromSequence(1, ROWS).sinkTo(sink);
        env.fromSequence(1, 1)
                .map(
                        ignored -> {
                            Await.until("rows", PATIENCE, () -> has("count() = " + ROWS));
                            return 1L;
                        })
                .returns(Long.class)
                .rebalance()
                .map(ignored -> ROWS + 1L)
                .returns(Long.class)
                .sinkTo(sink);
        env.execute();

        jobs.assertOnce(ROWS + 1);
    }

    private static boolean has(String condition) {
        return db.query("SELECT " + condition + " FROM events").toString().equals("[[1]]");
    }

    private static OwnFlink cluster(String option, String value) throws Exception {
        Configuration settings = new Configuration();
        settings.setString(option, value);
        return OwnFlink.start(settings);
    }

    private static StreamExecutionEnvironment environment(OwnFlink flink, int parallelism) {
        Configuration job = flink.configuration();
        job.setString("restart-strategy.type", "fixed-delay");
        job.setString("restart-strategy.fixed-delay.attempts", "5");
        job.setString("restart-strategy.fixed-delay.delay", "10 ms");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(job);
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        env.setParallelism(parallelism);
        return env;
    }

    private static void assertStopsWithNoneTwice(StreamExecutionEnvironment env) {
        Throwable failure = catchThrowable(env::execute);
        assertThat(db.query("SELECT count() - uniqExact(id) FROM events")).hasToString("[[0]]");
        assertThat(has("count() > 0")).isTrue();
        assertThat(failure)
                .hasStackTraceContaining("'jobmanager.execution.failover-strategy' = 'full'")
                .hasStackTraceContaining("Remove the rows of this job");
    }

    /** Fails at the last row of its subtask when the other one has delivered all of its rows. */
    private static final class FailsOnce implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        static final AtomicBoolean left = new AtomicBoolean();

        @Override
        public Long map(Long id) {
            if (id == ROWS - 1 && left.getAndSet(false)) {
                Await.until("rows", PATIENCE, () -> has("countIf(id % 2 = 0) = " + ROWS / 2));
                throw new IllegalStateException("The failure that this test wants");
            }
            return id;
        }
    }
}
