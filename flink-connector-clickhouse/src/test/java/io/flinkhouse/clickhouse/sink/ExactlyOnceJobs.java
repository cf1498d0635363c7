// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Exactly-once jobs on a cluster in this JVM that write ids into a fenced, windowed table. */
final class ExactlyOnceJobs {

    static final long ENDLESS = Long.MAX_VALUE - 1;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClickHouseDatabase db;
    private final Path directory;

    ExactlyOnceJobs(ClickHouseDatabase db, Path directory) {
        this.db = db;
        this.directory = directory;
        db.execute(
                "CREATE TABLE events (id Int64, name String, _flink_block UInt64 MATERIALIZED 0"
                        + " CODEC(T64, ZSTD(1))) ENGINE = MergeTree PARTITION BY id % 3 ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 1000");
    }

    ClickHouseSinkBuilder<Long> sink() {
        return sink(db.url());
    }

    ClickHouseSinkBuilder<Long> sink(String url) {
        return ClickHouseSink.<Long>builder()
                .url(url)
                .username(db.username())
                .password(db.password())
                .table(db.name(), "events")
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .spoolPath(directory.resolve("spool").toUri().toString())
                .retry(PATIENCE, Duration.ofMillis(10), Duration.ofMillis(100))
                .rows(
                        RowMapping.fields(
                                List.of("id", "name"),
                                id -> new Object[] {id, "n" + id + "x".repeat(50)}));
    }

    /** Gives up at the first failure. */
    ClickHouseSinkBuilder<Long> impatientSink(String url) {
        return sink(url).retry(Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(10));
    }

    static StreamExecutionEnvironment environment(int parallelism, String restart) {
        return environment(parallelism, restart, null);
    }

    /** Checkpoints twenty times a second, and carries on when they fail. */
    static StreamExecutionEnvironment checkpointedIn(String directory) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("execution.checkpointing.dir", directory);
        configuration.setString("execution.checkpointing.interval", "50 ms");
        configuration.setString("execution.checkpointing.tolerable-failed-checkpoints", "1000");
        configuration.setString("parallelism.default", "1");
        return new StreamExecutionEnvironment(configuration);
    }

    static StreamExecutionEnvironment environment(
            int parallelism, String restart, String savepoint) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", restart);
        configuration.setString("restart-strategy.fixed-delay.attempts", "5");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        configuration.setString("pipeline.object-reuse", "true");
        if (savepoint != null) {
            configuration.setString("execution.state-recovery.path", savepoint);
        }
        configuration.setString("parallelism.default", String.valueOf(parallelism));
        return new StreamExecutionEnvironment(configuration);
    }

    /**
     * Writes these numbers, with a checkpoint each tenth of a second, and fails at the first
     * failure.
     */
    static void run(int parallelism, long from, long to, ClickHouseSinkBuilder<Long> sink)
            throws Exception {
        StreamExecutionEnvironment env = environment(parallelism, "none");
        env.enableCheckpointing(100);
        env.fromSequence(from, to).sinkTo(sink.build());
        env.execute();
    }

    /** Runs an endless job until it has delivered something; returns its savepoint. */
    String runAndStop(int parallelism, DeliveryGuarantee guarantee, String savepoint)
            throws Exception {
        JobClient job = start(parallelism, sink().deliveryGuarantee(guarantee), savepoint);
        return stop(job);
    }

    JobClient start(int parallelism, ClickHouseSinkBuilder<Long> sink, String savepoint)
            throws Exception {
        return start(environment(parallelism, "none", savepoint), sink);
    }

    /** Starts an endless job, and returns when rows of it have arrived. */
    JobClient start(StreamExecutionEnvironment env, ClickHouseSinkBuilder<Long> sink)
            throws Exception {
        env.enableCheckpointing(200);
        env.setMaxParallelism(16);
        env.fromSequence(1, ENDLESS)
                .uid("source")
                .map(new Slowly())
                .uid("slowly")
                .sinkTo(sink.maxRows(1000).build())
                .uid("sink");
        long before = rows();
        JobClient job = env.executeAsync();
        Await.until("rows to arrive", PATIENCE, () -> rows() > before + 2000);
        return job;
    }

    String stop(JobClient job) throws Exception {
        return job.stopWithSavepoint(false, savepoints(), SavepointFormatType.CANONICAL)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    String savepoints() {
        return directory.resolve("savepoints").toUri().toString();
    }

    long rows() {
        return Long.parseLong(db.query("SELECT count() FROM events").get(0).get(0));
    }

    void assertOnce(long rows) {
        assertThat(db.query("SELECT count(), uniqExact(id) FROM events"))
                .containsExactly(List.of("" + rows, "" + rows));
    }

    /**
     * Each of the source's splits counts upwards, so ids are as many runs without a gap as there
     * are splits; a run that starts anywhere else shows that rows before it are missing.
     */
    void assertNoneTwiceNoneMissing(int splits) {
        assertThat(
                        db.query(
                                "SELECT count() - uniqExact(id), countIf(id - 1 NOT IN (SELECT id FROM"
                                        + " events)) FROM events WHERE id > 0"))
                .containsExactly(List.of("0", "" + splits));
    }

    List<Path> sealedFiles() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".block")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps an endless source from filling the disk. */
    static final class Slowly implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long id) {
            LockSupport.parkNanos(10_000);
            return id;
        }
    }
}
