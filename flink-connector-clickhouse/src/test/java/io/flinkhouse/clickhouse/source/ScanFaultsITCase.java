// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.OwnFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.FileUtils;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Scans while the server dies or the table changes, and scans that are cancelled. */
@ExtendWith(MiniFlink.class)
@Timeout(120)
class ScanFaultsITCase {

    private static final int ROWS = 10_000;

    /** Selects all rows, and marks the query. */
    private static final String PAUSED = "'sleepEachRow' <> ''";

    /** A row in the first blocks, where a job pauses. */
    private static final int EARLY = 150;

    private static final ReadConfig SMALL_BUFFER =
            ScanJobs.SMALL_BLOCKS.withSplitSize(1 << 30).withBuffer(1 << 20, 2 << 20);

    /** The server takes a while for each row, so that a response lasts seconds. */
    private static final String SLOWLY = "sleepEachRow(0.0003) = 0";

    private static final ReadConfig WHOLE = ScanJobs.SMALL_BLOCKS.withSplitSize(1 << 30);

    private static final ReadConfig SPLITS = ScanJobs.SMALL_BLOCKS.withSplitSize(1 << 20);

    private static final Configuration NO_RESTART =
            Configuration.fromMap(Map.of("restart-strategy.type", "none"));

    private static ClickHouseServer server;

    @TempDir private Path directory;
    private ClickHouseDatabase db;

    @BeforeAll
    static void start() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .setting("optimize_move_to_prewhere_if_final", "1")
                                .setting("http_send_timeout", "2"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        db = server.database();
        create("numbers");
    }

    private void create(String table) {
        db.execute(
                "CREATE TABLE "
                        + table
                        + " (id Int64, n Int32, text String) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " index_granularity = 64");
        db.execute(
                "INSERT INTO "
                        + table
                        + " SELECT number, number, randomPrintableASCII(1000) FROM numbers("
                        + ROWS
                        + ")");
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "STREAMING"})
    void aServerThatDiesInsideASplitIsWaitedFor(RuntimeExecutionMode mode) throws Exception {
        SeenRows.fast(Integer.MAX_VALUE);
        boolean streaming = mode == RuntimeExecutionMode.STREAMING;
        ReadConfig read = streaming ? WHOLE : WHOLE.with(ScanOrder.FALSE);
        StreamExecutionEnvironment env = ScanJobs.environment(mode, 1);
        if (streaming) {
            env.configure(NO_RESTART);
        }
        JobClient job = ScanJobs.start(env, source(db.connection(), read, SLOWLY));
        SeenRows.await(1_000);
        assertThat(SeenRows.all()).hasSizeLessThan(ROWS);
        server.kill();
        server.restart();
        ScanJobs.join(job);

        assertEachOnce();
    }

    @Test
    void aCancelledJobLeavesNoQuery() throws Exception {
        SeenRows.fast(Integer.MAX_VALUE);
        JobClient job =
                ScanJobs.start(
                        ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                        source(db.connection(), WHOLE, SLOWLY));
        SeenRows.await(100);
        assertThat(queries()).isEqualTo(1);

        cancel(job);
        Await.until("the query to end", ScanJobs.PATIENCE, () -> queries() == 0);
    }

    /** This server ends a response of which nothing is taken for 2 s; others do after 30 s. */
    @Test
    void aPausedJobFindsTheRestInItsBuffer() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("_flink_position_");
            JobClient job = startPaused(source(at(proxy), WHOLE, PAUSED));
            SeenRows.release();
            ScanJobs.join(job);

            assertEachOnce();
            assertThat(proxy.hits()).as("queries of the rows").isEqualTo(1);
        }
    }

    @Test
    void aJobPausedWithAFullBufferReadsOnBehindItsLastRow() throws Exception {
        JobClient job = startPaused(source(withSmallSocket(), SMALL_BUFFER, PAUSED));
        SeenRows.release();
        ScanJobs.join(job);

        assertEachOnce();
    }

    @Test
    void aJobPausedWithAFullBufferFailsWithoutOrder() throws Exception {
        ReadConfig read = SMALL_BUFFER.with(ScanOrder.FALSE);
        JobClient job = startPaused(source(withSmallSocket(), read, PAUSED));
        SeenRows.release();

        assertThatThrownBy(() -> ScanJobs.join(job))
                .hasStackTraceContaining("without an order the query cannot go on")
                .hasStackTraceContaining("was full, and nothing was taken from it")
                .hasStackTraceContaining("change 'scan.buffer.disk' = 2097152 bytes");
        assertThat(SeenRows.all()).hasSizeLessThan(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void aBufferWhoseDiskTakesNoMoreFailsTheJob() throws Exception {
        Path disk = directory.resolve("disk");
        Configuration cluster = new Configuration();
        cluster.setString("io.tmp.dirs", disk.toString());
        try (OwnFlink flink = OwnFlink.start(cluster)) {
            Configuration settings = flink.configuration();
            settings.setString("parallelism.default", "1");
            settings.addAll(NO_RESTART);
            FileUtils.deleteDirectory(disk.toFile());
            SeenRows.holdAt(EARLY);
            JobClient job =
                    ScanJobs.start(
                            new StreamExecutionEnvironment(settings),
                            source(db.connection(), WHOLE, PAUSED));
            awaitPaused();
            SeenRows.release();

            assertThatThrownBy(() -> ScanJobs.join(job))
                    .hasStackTraceContaining("a file in " + disk + ", cannot be written")
                    .hasStackTraceContaining("Flink's option 'io.tmp.dirs'");
        }
        assertThat(SeenRows.all()).hasSizeLessThan(ROWS).doesNotHaveDuplicates();
    }

    /** Starts a job that takes a few rows, and returns when the server has no part in it. */
    private JobClient startPaused(ClickHouseSource<RowData> source) throws Exception {
        SeenRows.holdAt(EARLY);
        StreamExecutionEnvironment env = ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1);
        env.configure(NO_RESTART);
        JobClient job = ScanJobs.start(env, source);
        awaitPaused();
        return job;
    }

    private void awaitPaused() {
        SeenRows.await(EARLY - 1);
        Await.until("the query to end", ScanJobs.PATIENCE, () -> queries() == 0);
    }

    private ConnectionConfig withSmallSocket() {
        return db.connection().withClient(Map.of("socket_rcvbuf", "65536"));
    }

    private long queries() {
        return Long.parseLong(
                db.query(
                                "SELECT count() FROM system.processes WHERE query LIKE"
                                        + " '%sleepEachRow%' AND query NOT LIKE '%processes%' AND"
                                        + " current_database = '"
                                        + db.name()
                                        + "'")
                        .get(0)
                        .get(0));
    }

    @Test
    void aJobIsCancelledWhileTheServerIsSilent() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("_flink_position_").always(new Fault.HoldRequest());
            JobClient job = startAt(proxy);
            proxy.awaitHeld(1, ScanJobs.PATIENCE);

            cancel(job);
        }
    }

    @Test
    void aJobIsCancelledWhileItWaitsToTryAgain() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("_flink_position_").always(new Fault.CutBefore());
            JobClient job = startAt(proxy);
            proxy.awaitHits(2, ScanJobs.PATIENCE);

            cancel(job);
        }
    }

    private JobClient startAt(FaultProxy proxy) throws Exception {
        SeenRows.fast(Integer.MAX_VALUE);
        return ScanJobs.start(
                ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                source(at(proxy), ScanJobs.SMALL_BLOCKS, "1"));
    }

    private ConnectionConfig at(FaultProxy proxy) {
        return ConnectionConfig.parse(proxy.url())
                .withCredentials(db.connection().username(), db.connection().password())
                .withDatabase(db.name());
    }

    private static void cancel(JobClient job) throws Exception {
        job.cancel().get(10, TimeUnit.SECONDS);
        Await.until(
                "the job to end",
                ScanJobs.PATIENCE.dividedBy(6),
                () -> job.getJobStatus().join() == JobStatus.CANCELED);
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsNotTheSameAnyMoreFailsTheJob(Replacement replacement) throws Exception {
        SeenRows.fast(500);
        JobClient job = startSplits();
        SeenRows.await(600);
        create("other");
        for (String statement : replacement.statements) {
            db.execute(statement);
        }
        SeenRows.release();

        assertThatThrownBy(() -> ScanJobs.join(job))
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("`numbers`")
                .hasStackTraceContaining("it was created again or exchanged");
        assertThat(SeenRows.all()).hasSizeLessThan(ROWS);
    }

    enum Replacement {
        EXCHANGED("EXCHANGE TABLES other AND numbers"),
        RECREATED("DROP TABLE numbers SYNC", "RENAME TABLE other TO numbers");

        private final String[] statements;

        Replacement(String... statements) {
            this.statements = statements;
        }
    }

    @Test
    void aTableThatGetsAndWidensColumnsIsReadOn() throws Exception {
        SeenRows.fast(500);
        JobClient job = startSplits();
        SeenRows.await(600);
        db.execute("ALTER TABLE numbers ADD COLUMN later String DEFAULT 'x' FIRST");
        db.execute("ALTER TABLE numbers MODIFY COLUMN n Int64 SETTINGS mutations_sync = 1");
        SeenRows.release();
        ScanJobs.join(job);

        assertEachOnce();
    }

    @Test
    void aColumnThatIsDroppedFailsTheJob() throws Exception {
        SeenRows.fast(500);
        JobClient job = startSplits();
        SeenRows.await(600);
        db.execute("ALTER TABLE numbers DROP COLUMN n SETTINGS mutations_sync = 1");
        SeenRows.release();

        assertThatThrownBy(() -> ScanJobs.join(job))
                .hasStackTraceContaining("Cannot read table")
                .hasStackTraceContaining("`numbers`")
                .hasStackTraceContaining("`n`");
    }

    /** PREWHERE takes rows away before FINAL; the profile of this server allows it to do so. */
    @Test
    void aConditionDoesNotBringBackReplacedRows() throws Exception {
        db.execute("DROP TABLE numbers SYNC");
        db.execute(
                "CREATE TABLE numbers (id Int64, name String, v UInt8) ENGINE ="
                        + " ReplacingMergeTree(v) ORDER BY id");
        db.execute("SYSTEM STOP MERGES numbers");
        db.execute("INSERT INTO numbers SELECT number, 'old', 1 FROM numbers(100)");
        db.execute("INSERT INTO numbers SELECT number, 'new', 2 FROM numbers(50)");
        assertThat(db.query("SELECT count() FROM numbers FINAL PREWHERE name = 'old'"))
                .as("rows that PREWHERE brings back")
                .containsExactly(List.of("100"));

        SeenRows.fast(Integer.MAX_VALUE);
        ScanJobs.join(
                ScanJobs.start(
                        ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                        source(db.connection(), WHOLE, "name = 'old'")));

        assertThat(SeenRows.all()).hasSize(50).allMatch(id -> id >= 50);
    }

    private JobClient startSplits() throws Exception {
        return ScanJobs.start(
                ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                source(db.connection(), SPLITS, "1"));
    }

    private ClickHouseSource<RowData> source(
            ConnectionConfig connection, ReadConfig read, String where) throws Exception {
        return ScanJobs.source(connection, new TablePath(db.name(), "numbers"), read, where);
    }

    private static void assertEachOnce() {
        List<Long> all = SeenRows.all();
        assertThat(all).hasSize(ROWS);
        assertThat(new HashSet<>(all)).hasSize(ROWS);
    }
}
