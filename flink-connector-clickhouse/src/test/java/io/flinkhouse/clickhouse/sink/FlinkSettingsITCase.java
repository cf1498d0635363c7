// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.OwnFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of checkpoints, restarts, recovery and execution that make no difference: an
 * exactly-once job fails, starts again and ends with each row once.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class FlinkSettingsITCase {

    private static final int ROWS = 200_000;

    private static final List<String> STREAMING =
            List.of(
                    "execution.checkpointing.unaligned.enabled=true"
                            + " execution.checkpointing.unaligned.forced=true"
                            + " execution.checkpointing.unaligned.interruptible-timers.enabled=true",
                    "execution.checkpointing.max-concurrent-checkpoints=3"
                            + " execution.checkpointing.tolerable-failed-checkpoints=100"
                            + " execution.checkpointing.externalized-checkpoint-retention=RETAIN_ON_CANCELLATION"
                            + " execution.checkpointing.file-merging.enabled=true",
                    "pipeline.operator-chaining.enabled=false"
                            + " restart-strategy.type=exponential-delay"
                            + " restart-strategy.exponential-delay.initial-backoff=10ms"
                            + " sink.committer.retries=0",
                    "execution.checkpointing.unaligned.enabled=false",
                    "execution.checkpointing.unaligned.enabled=true"
                            + " execution.checkpointing.aligned-checkpoint-timeout=1ms",
                    "execution.checkpointing.min-pause=1s",
                    "execution.checkpointing.snapshot-compression=true"
                            + " execution.checkpointing.incremental=true",
                    "execution.checkpointing.storage=jobmanager",
                    "restart-strategy.type=failure-rate"
                            + " restart-strategy.failure-rate.delay=10ms"
                            + " restart-strategy.failure-rate.max-failures-per-interval=5",
                    "execution.state-recovery.from-local=true"
                            + " execution.checkpointing.local-backup.enabled=true",
                    "execution.buffer-timeout.enabled=false");

    private static final List<String> BATCH =
            List.of(
                    "execution.batch-shuffle-mode=ALL_EXCHANGES_PIPELINED",
                    "execution.batch-shuffle-mode=ALL_EXCHANGES_HYBRID_FULL",
                    "execution.batch.speculative.enabled=true",
                    "execution.batch-shuffle-mode=ALL_EXCHANGES_BLOCKING",
                    "execution.batch-shuffle-mode=ALL_EXCHANGES_HYBRID_SELECTIVE",
                    "execution.sorted-inputs.enabled=false"
                            + " execution.batch-state-backend.enabled=false",
                    "pipeline.operator-chaining.enabled=false");

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    @ParameterizedTest
    @MethodSource
    void aJobThatFailsAndStartsAgainDoublesNothing(String settings) throws Exception {
        run(ExactlyOnceJobs.environment(2, "fixed-delay"), parse(settings));
    }

    /** These are settings of the cluster; those of a job have no effect. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource
    void aJobOfAnotherClusterDoublesNothing(String settings) throws Exception {
        try (OwnFlink flink = OwnFlink.start(parse(settings))) {
            Configuration job = flink.configuration();
            job.setString("restart-strategy.type", "fixed-delay");
            job.setString("restart-strategy.fixed-delay.attempts", "5");
            job.setString("restart-strategy.fixed-delay.delay", "10 ms");
            job.setString("parallelism.default", "2");
            run(new StreamExecutionEnvironment(job), new Configuration());
        }
    }

    /** Only with {@code -Dsettings.all}. */
    static Stream<String> aJobOfAnotherClusterDoublesNothing() {
        return Boolean.getBoolean("settings.all")
                ? Stream.of(
                        "jobmanager.scheduler=Adaptive",
                        "jobmanager.execution.failover-strategy=full"
                                + " execution.state-recovery.from-local=true"
                                + " execution.checkpointing.local-backup.enabled=true")
                : Stream.empty();
    }

    static Stream<String> aJobThatFailsAndStartsAgainDoublesNothing() {
        return some(STREAMING);
    }

    static Stream<String> aBatchJobThatFailsAndStartsAgainDoublesNothing() {
        return some(BATCH);
    }

    /** All of them with {@code -Dsettings.all}, which takes minutes. */
    private static Stream<String> some(List<String> settings) {
        return settings.stream().limit(Boolean.getBoolean("settings.all") ? settings.size() : 3);
    }

    private void run(StreamExecutionEnvironment env, Configuration settings) throws Exception {
        env.enableCheckpointing(50);
        settings.setString(
                "execution.checkpointing.dir", directory.resolve("state").toUri().toString());
        env.configure(settings);
        FailsTwice.left.set(2);
        env.fromSequence(1, ROWS).map(new FailsTwice()).sinkTo(jobs.sink().maxRows(5_000).build());
        env.execute();

        assertThat(FailsTwice.left).hasValue(0);
        jobs.assertOnce(ROWS);
    }

    /** Without a checkpoint before the failure; Flink takes one when all sources have ended. */
    @ParameterizedTest
    @ValueSource(strings = {"0s", "1h"})
    void aSourceThatReportsBacklogToItsEndDoublesNothing(String intervalDuringBacklog)
            throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(2, "fixed-delay");
        env.enableCheckpointing(50);
        env.configure(
                parse("execution.checkpointing.interval-during-backlog=" + intervalDuringBacklog));
        FailsTwice.left.set(1);
        env.fromSource(new Backlog(ROWS), WatermarkStrategy.noWatermarks(), "backlog")
                .map(
                        id -> {
                            if (id > ROWS - 100) {
                                FailsTwice.fail();
                            }
                            return id;
                        })
                .returns(Long.class)
                .sinkTo(jobs.sink().maxRows(5_000).build());
        env.execute();

        assertThat(FailsTwice.left).hasValue(0);
        jobs.assertOnce(ROWS);
    }

    /** The commit fails after the server has stored a block. */
    @ParameterizedTest
    @MethodSource
    void aBatchJobThatFailsAndStartsAgainDoublesNothing(String settings) throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, "fixed-delay");
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        env.configure(parse(settings));
        try (FaultProxy proxy = Events.proxy(db)) {
            // the probe passes
            proxy.onlyFor("INSERT INTO").next(1, Fault.PASS).next(1, new Fault.CutAfterAnswer());
            env.fromSequence(1, ROWS)
                    .sinkTo(
                            jobs.sink(proxy.url())
                                    .maxRows(50_000)
                                    .retry(
                                            Duration.ZERO,
                                            Duration.ofMillis(10),
                                            Duration.ofMillis(10))
                                    .build());
            env.execute();
        }
        jobs.assertOnce(ROWS);
    }

    private static Configuration parse(String settings) {
        Configuration configuration = new Configuration();
        for (String setting : settings.split(" ")) {
            String[] parts = setting.split("=", 2);
            configuration.setString(parts[0], parts[1]);
        }
        return configuration;
    }

    /** Is slow until it has failed twice, each time some rows after a checkpoint. */
    private static final class FailsTwice implements MapFunction<Long, Long>, CheckpointListener {

        private static final long serialVersionUID = 1L;

        static final AtomicInteger left = new AtomicInteger();

        private int rowsSinceCheckpoint = -1;

        @Override
        public Long map(Long id) {
            if (left.get() > 0) {
                LockSupport.parkNanos(10_000);
                if (rowsSinceCheckpoint >= 0 && ++rowsSinceCheckpoint > 100) {
                    fail();
                }
            }
            return id;
        }

        static void fail() {
            if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("The failure that this test wants");
            }
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            rowsSinceCheckpoint = Math.max(0, rowsSinceCheckpoint);
        }
    }
}
