// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests counts of many keys that move between subtasks, in a table with generated versions. A log
 * of all counts gives the expected result.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class RescaledChangesITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String COLUMNS =
            "k BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED";

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private String semantic;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE log (k Int64, n Int64) ENGINE = MergeTree ORDER BY k SETTINGS"
                        + " non_replicated_deduplication_window = 10000");
    }

    /** The table may hold a version of the far future already, which no clock has reached. */
    @ParameterizedTest
    @CsvSource({
        "UInt64, at-least-once, 0",
        "UInt64, exactly-once, 9000000000000000000",
        "DateTime64(3), exactly-once, 2524608000"
    })
    void keysThatMoveKeepTheirLastCount(String type, String semantic, long highest)
            throws Exception {
        this.semantic = semantic;
        db.execute(
                "CREATE TABLE t (k Int64, n Int64, v "
                        + type
                        + ", gone UInt8) ENGINE = ReplacingMergeTree(v, gone) ORDER BY k");
        db.execute("INSERT INTO t VALUES (-1, 0, " + highest + ", 1)");

        String first = stop(run(4, null));
        assertShowsTheLastCounts();
        String second = stopWithoutCommit(2, first);
        String third = stop(run(3, second));
        assertShowsTheLastCounts();
        String crashed = cancelled(run(4, third));
        stop(run(2, crashed));
        assertShowsTheLastCounts();
    }

    private void assertShowsTheLastCounts() {
        assertThat(shown()).isEqualTo(logged()).hasSize(50);
    }

    private List<List<String>> shown() {
        return db.query("SELECT k, n FROM t FINAL ORDER BY k");
    }

    private List<List<String>> logged() {
        return db.query("SELECT k, max(n) FROM log GROUP BY k ORDER BY k");
    }

    private String stop(JobClient job) throws Exception {
        return job.stopWithSavepoint(
                        false,
                        directory.resolve("savepoints").toUri().toString(),
                        SavepointFormatType.CANONICAL)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * The savepoint, or a checkpoint that was quicker, holds blocks then that are in no table, if
     * the sink commits any.
     */
    private String stopWithoutCommit(int parallelism, String savepoint) throws Exception {
        if (semantic.equals("at-least-once")) {
            return stop(run(parallelism, savepoint));
        }
        try (FaultProxy proxy = FaultProxy.to(URI.create(db.url()).getPort())) {
            proxy.onlyFor("insert_deduplication_token=");
            JobClient job = run(parallelism, savepoint, proxy.url());
            proxy.always(new Fault.Answer(500, 242, "Code: 242. DB::Exception: read-only"));
            assertThatThrownBy(() -> stop(job)).isNotNull();
            return newest(directory.resolve("savepoints"), checkpointsOf(job));
        }
    }

    /** The newest checkpoint of a job that ends without more ado. */
    private String cancelled(JobClient job) throws Exception {
        job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThatThrownBy(
                        () ->
                                job.getJobExecutionResult()
                                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isNotNull();
        return newest(checkpointsOf(job));
    }

    private Path checkpointsOf(JobClient job) {
        return directory.resolve("checkpoints").resolve(job.getJobID().toString());
    }

    private static String newest(Path... directories) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path directory : directories) {
            all.addAll(complete(directory));
        }
        return all.stream()
                .max(
                        Comparator.comparing(
                                path -> path.resolve("_metadata").toFile().lastModified()))
                .orElseThrow()
                .toUri()
                .toString();
    }

    /** Returns the checkpoint or savepoint from which a job can continue. */
    private static List<Path> complete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> Files.exists(path.resolve("_metadata"))).toList();
        }
    }

    private JobClient run(int parallelism, String savepoint) throws Exception {
        return run(parallelism, savepoint, db.url());
    }

    /** Returns when the job has brought some counts to the table. */
    private JobClient run(int parallelism, String savepoint, String url) throws Exception {
        StreamTableEnvironment env = counting(parallelism, savepoint);
        env.executeSql(table(url, "t").ddl("t"));
        env.executeSql(
                table(url, "log")
                        .with("sink.semantic", "exactly-once")
                        .with("sink.update-mode", "insert")
                        .ddl("log"));
        StatementSet inserts = env.createStatementSet();
        for (String sink : List.of("t", "log")) {
            inserts.addInsertSql(
                    "INSERT INTO "
                            + sink
                            + " SELECT MOD(f0, 50), COUNT(*) FROM ids GROUP BY MOD(f0, 50)");
        }
        long before = counted();
        JobClient job = inserts.execute().getJobClient().orElseThrow();
        Await.until("changes to arrive", PATIENCE, () -> counted() > before);
        Await.until(
                "a checkpoint",
                PATIENCE,
                () -> {
                    try {
                        return !complete(checkpointsOf(job)).isEmpty();
                    } catch (IOException e) {
                        return false; // one was removed meanwhile
                    }
                });
        return job;
    }

    private StreamTableEnvironment counting(int parallelism, String savepoint) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("execution.checkpointing.interval", "200 ms");
        configuration.setString(
                "execution.checkpointing.dir", directory.resolve("checkpoints").toUri().toString());
        configuration.setString(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        if (savepoint != null) {
            configuration.setString("execution.state-recovery.path", savepoint);
        }
        StreamExecutionEnvironment streams = new StreamExecutionEnvironment(configuration);
        streams.setParallelism(parallelism);
        streams.setMaxParallelism(16);
        StreamTableEnvironment env = StreamTableEnvironment.create(streams);
        env.createTemporaryView(
                "ids",
                streams.fromSequence(1, Long.MAX_VALUE - 1)
                        .uid("ids")
                        .map(new Slowly())
                        .uid("slowly"));
        return env;
    }

    private SqlTable table(String url, String name) {
        return SqlTable.of(url, db.name(), COLUMNS)
                .with("table-name", name)
                .with("username", db.username())
                .with("password", db.password())
                .with("sink.semantic", semantic)
                .with("sink.flush.max-rows", "100")
                .with("sink.retry.timeout", "1 s")
                .with(
                        "sink.exactly-once.spool-path",
                        directory.resolve("spool").toUri().toString());
    }

    private long counted() {
        return Long.parseLong(db.query("SELECT sum(n) FROM t FINAL").get(0).get(0));
    }

    /** Keeps an endless source from filling the disk. */
    private static final class Slowly implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long id) {
            LockSupport.parkNanos(100_000);
            return id;
        }
    }
}
