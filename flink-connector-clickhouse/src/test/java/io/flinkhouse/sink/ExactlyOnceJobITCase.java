// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.testutils.process.Await;
import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.testutils.process.Fault;
import io.flinkhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Exactly-once jobs on a cluster in this JVM: how they end, fail, move and change. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(180)
class ExactlyOnceJobITCase {

    private static final int ROWS = 200_000;
    private static final long ENDLESS = Long.MAX_VALUE - 1;

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        db.execute(
                "CREATE TABLE events (id Int64, name String, _flink_block UInt64 MATERIALIZED 0"
                        + " CODEC(T64, ZSTD(1))) ENGINE = MergeTree PARTITION BY id % 3 ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 1000");
    }

    @ParameterizedTest
    @CsvSource({
        "STREAMING, 7000, 2",
        "STREAMING, 500000, 1",
        "BATCH, 7000, 2",
        "BATCH, 500000, 1",
        "AUTOMATIC, 7000, 1"
    })
    void aBoundedJobDeliversEachRowOnce(RuntimeExecutionMode mode, int maxRows, int parallelism)
            throws Exception {
        StreamExecutionEnvironment env = environment(parallelism, "none");
        env.setRuntimeMode(mode);
        env.enableCheckpointing(200);
        env.fromSequence(1, ROWS).sinkTo(sink().maxRows(maxRows).build());
        env.execute();

        assertOnce(ROWS);
        assertThat(sealedFiles()).isEmpty();
    }

    @Test
    void everyRowCarriesTheFenceOfItsBlock() throws Exception {
        StreamExecutionEnvironment env = environment(1, "none");
        env.enableCheckpointing(60_000);
        env.fromSequence(1, 1000).sinkTo(sink().maxRows(100).build());
        env.execute();

        assertThat(
                        db.query(
                                "SELECT uniqExact(_flink_block), min(_flink_block) > 0,"
                                        + " uniqExact(_flink_block, _partition_id) FROM events"))
                .containsExactly(List.of("10", "1", "30"));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aJobThatFailsAndStartsAgainDoublesNothing(boolean unaligned) throws Exception {
        StreamExecutionEnvironment env = environment(2, "fixed-delay");
        env.enableCheckpointing(100);
        env.getCheckpointConfig().enableUnalignedCheckpoints(unaligned);
        FailsOnce.left.set(2);
        env.fromSequence(1, 2_000_000).map(new FailsOnce()).sinkTo(sink().maxRows(20_000).build());
        env.execute();

        assertThat(FailsOnce.left).hasValue(0);
        assertOnce(2_000_000);
    }

    @Test
    void aBatchJobThatFailsAndStartsAgainDoublesNothing() throws Exception {
        StreamExecutionEnvironment env = environment(1, "fixed-delay");
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        try (FaultProxy proxy = Events.proxy(db)) {
            // The probe passes; the commit fails after the server has stored a block.
            proxy.onlyFor("INSERT INTO").next(1, Fault.PASS).next(1, new Fault.CutAfterAnswer());
            env.fromSequence(1, ROWS)
                    .sinkTo(
                            sink(proxy.url())
                                    .maxRows(50_000)
                                    .retry(
                                            Duration.ZERO,
                                            Duration.ofMillis(10),
                                            Duration.ofMillis(10))
                                    .build());
            env.execute();
        }
        assertOnce(ROWS);
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
            StreamExecutionEnvironment env = environment(2, "none");
            env.enableCheckpointing(100);
            env.fromSequence(1, ROWS).sinkTo(sink(proxy.url()).maxRows(5_000).build());
            env.execute();
        }
        assertOnce(ROWS);
    }

    @Test
    void aServerThatRefusesEveryInsertFailsTheJob() throws Exception {
        try (FaultProxy proxy = Events.proxy(db)) {
            proxy.onlyFor("INSERT INTO")
                    .always(
                            new Fault.Answer(
                                    500, 242, "Code: 242. DB::Exception: read-only table"));
            StreamExecutionEnvironment env = environment(1, "none");
            env.enableCheckpointing(100);
            env.fromSequence(1, ENDLESS)
                    .sinkTo(
                            sink(proxy.url())
                                    .retry(
                                            Duration.ofMillis(500),
                                            Duration.ofMillis(50),
                                            Duration.ofMillis(50))
                                    .build());
            assertThatThrownBy(env::execute).hasStackTraceContaining("read-only table");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 1", "2, 2"})
    void aStoppedJobGoesOnAtAnotherParallelism(int before, int after) throws Exception {
        String savepoint = runAndStop(before, DeliveryGuarantee.EXACTLY_ONCE, null);
        String second = runAndStop(after, DeliveryGuarantee.EXACTLY_ONCE, savepoint);
        runAndStop(before, DeliveryGuarantee.EXACTLY_ONCE, second);

        assertNoneTwiceAndNoGaps();
    }

    @Test
    void aSavepointRestoredTwiceReplaysWhatCameLater() throws Exception {
        String savepoint = runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, null);
        long atSavepoint = rows();
        assertOnce(atSavepoint);
        runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, savepoint);
        runAndStop(1, DeliveryGuarantee.EXACTLY_ONCE, savepoint);

        // Rows up to the savepoint are there once; rows after it were wanted twice.
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
        String first = runAndStop(2, DeliveryGuarantee.EXACTLY_ONCE, null);
        String second = runAndStop(2, DeliveryGuarantee.AT_LEAST_ONCE, first);
        String third = runAndStop(2, DeliveryGuarantee.NONE, second);
        runAndStop(2, DeliveryGuarantee.EXACTLY_ONCE, third);

        assertNoneTwiceAndNoGaps();
    }

    @Test
    void withoutCheckpointsAStreamIsRefused() {
        StreamExecutionEnvironment env = environment(1, "none");
        env.fromSequence(1, ROWS).sinkTo(sink().build());

        assertThatThrownBy(env::execute)
                .hasMessageContaining("needs checkpoints")
                .hasMessageContaining("'execution.checkpointing.interval'");
    }

    @Test
    void aTableThatCannotBeExactFailsTheJobWithTheWayOut() {
        db.execute("CREATE TABLE plain (id Int64, name String) ENGINE = MergeTree ORDER BY id");
        StreamExecutionEnvironment env = environment(1, "none");
        env.enableCheckpointing(100);
        env.fromSequence(1, ROWS).sinkTo(sink().table(db.name(), "plain").build());

        assertThatThrownBy(env::execute)
                .hasStackTraceContaining("MODIFY SETTING non_replicated_deduplication_window");
    }

    private String runAndStop(int parallelism, DeliveryGuarantee guarantee, String savepoint)
            throws Exception {
        StreamExecutionEnvironment env = environment(parallelism, "none", savepoint);
        env.enableCheckpointing(200);
        env.setMaxParallelism(16);
        env.fromSequence(1, ENDLESS)
                .uid("source")
                .map(new Slowly())
                .uid("slowly")
                .sinkTo(sink().maxRows(1000).deliveryGuarantee(guarantee).build())
                .uid("sink");
        long before = rows();
        JobClient job = env.executeAsync();
        Await.until("rows to arrive", Duration.ofSeconds(60), () -> rows() > before + 2000);
        return job.stopWithSavepoint(
                        false,
                        directory.resolve("savepoints").toUri().toString(),
                        SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    private ClickHouseSinkBuilder<Long> sink() {
        return sink(db.url());
    }

    private ClickHouseSinkBuilder<Long> sink(String url) {
        return ClickHouseSink.<Long>builder()
                .url(url)
                .username(db.username())
                .password(db.password())
                .table(db.name(), "events")
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .spoolPath(directory.resolve("spool").toUri().toString())
                .retry(Duration.ofSeconds(60), Duration.ofMillis(10), Duration.ofMillis(100))
                .rows(
                        RowMapping.fields(
                                List.of("id", "name"),
                                id -> new Object[] {id, "n" + id + "x".repeat(50)}));
    }

    private static StreamExecutionEnvironment environment(int parallelism, String restart) {
        return environment(parallelism, restart, null);
    }

    private static StreamExecutionEnvironment environment(
            int parallelism, String restart, String savepoint) {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", restart);
        configuration.setString("restart-strategy.fixed-delay.attempts", "5");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        configuration.setString("pipeline.object-reuse", "true");
        if (savepoint != null) {
            configuration.setString("execution.state-recovery.path", savepoint);
        }
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    }

    private long rows() {
        return Long.parseLong(db.query("SELECT count() FROM events").get(0).get(0));
    }

    private void assertOnce(long rows) {
        assertThat(db.query("SELECT count(), uniqExact(id) FROM events"))
                .containsExactly(List.of("" + rows, "" + rows));
    }

    private void assertNoneTwiceAndNoGaps() {
        assertThat(db.query("SELECT count() = uniqExact(id) FROM events"))
                .containsExactly(List.of("1"));
    }

    private List<Path> sealedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".block")).toList();
        }
    }

    /** Keeps an endless source from filling the disk. */
    private static final class Slowly implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long id) {
            java.util.concurrent.locks.LockSupport.parkNanos(10_000);
            return id;
        }
    }

    /** Fails some rows after a checkpoint, as often as it is told. */
    private static final class FailsOnce implements MapFunction<Long, Long>, CheckpointListener {

        private static final long serialVersionUID = 1L;

        static final AtomicInteger left = new AtomicInteger();

        private int rowsSinceCheckpoint = -1;

        @Override
        public Long map(Long id) {
            if (rowsSinceCheckpoint >= 0
                    && ++rowsSinceCheckpoint > 1000
                    && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("The failure that this test wants");
            }
            return id;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            rowsSinceCheckpoint = Math.max(0, rowsSinceCheckpoint);
        }
    }
}
