// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.BlockOffset;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Jobs that read the rows of a table and then those that are inserted. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(120)
class FollowITCase {

    private static final String NUMBERED =
            " SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1,"
                    + " non_replicated_deduplication_window = 100";

    private static final FollowConfig INITIAL =
            FollowConfig.DEFAULT.with(StartupMode.INITIAL, Map.of());

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        create("numbers");
        SeenRows.fast(Integer.MAX_VALUE);
    }

    private void create(String table) {
        db.execute(
                "CREATE TABLE "
                        + table
                        + " (id Int64, name String) ENGINE = MergeTree PARTITION BY id % 3 ORDER BY"
                        + " id"
                        + NUMBERED);
    }

    @Test
    void initialReadsTheRowsOfTheTableThenThoseThatAreInserted() throws Exception {
        insert(0, 1000);
        insert(1000, 10);
        start(INITIAL, 2);
        SeenRows.await(1010);
        insert(1010, 5);
        SeenRows.await(1015);
        db.execute("OPTIMIZE TABLE numbers FINAL");
        insert(1015, 1);
        SeenRows.await(1016);
        assertEachOnce(1016);
    }

    @Test
    void latestOffsetReadsOnlyWhatIsInsertedAfterTheStart() throws Exception {
        insert(1000, 1000);
        start(FollowConfig.DEFAULT.with(StartupMode.LATEST_OFFSET, Map.of()), 2);
        Await.until(
                "a row to be read",
                ScanJobs.PATIENCE,
                () -> {
                    insert(-1, 1);
                    return !SeenRows.all().isEmpty();
                });
        insert(0, 30);
        db.execute("OPTIMIZE TABLE numbers FINAL");
        insert(30, 30);
        Await.until("60 rows to be read", ScanJobs.PATIENCE, () -> read().size() >= 60);
        assertThat(read())
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 60).boxed().toList());
    }

    private static List<Long> read() {
        return SeenRows.all().stream().filter(id -> id >= 0).toList();
    }

    @Test
    void specificOffsetsReadFromAPlaceOn() throws Exception {
        insert(0, 30);
        insert(30, 30);
        db.execute("OPTIMIZE TABLE numbers FINAL");
        List<String> place =
                db.query(
                                "SELECT _partition_id, _block_number, _block_offset FROM numbers"
                                        + " WHERE id = 42")
                        .get(0);
        start(
                FollowConfig.DEFAULT.with(
                        StartupMode.SPECIFIC_OFFSETS,
                        BlockOffset.parse(String.join(":", place) + ";1:1000000;2:1000000")),
                2);
        SeenRows.await(6);
        assertThat(SeenRows.all()).containsExactly(42L, 45L, 48L, 51L, 54L, 57L);
    }

    @Test
    void rowsOfAPartitionComeInTheOrderOfTheirInserts() throws Exception {
        start(FollowConfig.DEFAULT.with(StartupMode.SPECIFIC_OFFSETS, BlockOffset.parse("0:0")), 2);
        for (int i = 0; i < 20; i++) {
            db.execute("INSERT INTO numbers VALUES (" + 3 * (100 - i) + ", 'a')");
            if (i % 5 == 0) {
                db.execute("OPTIMIZE TABLE numbers FINAL");
            }
        }
        SeenRows.await(20);
        assertThat(SeenRows.all())
                .containsExactlyElementsOf(
                        LongStream.range(0, 20).map(i -> 3 * (100 - i)).boxed().toList());
    }

    @Test
    void aDeduplicatedInsertLeavesANumberThatNothingWaitsFor() throws Exception {
        start(INITIAL, 1);
        String insert =
                "INSERT INTO numbers SETTINGS insert_deduplication_token = 'a' VALUES (0, 'a')";
        db.execute(insert);
        db.execute(insert);
        insert(1, 1);
        db.execute(insert);
        insert(2, 1);
        SeenRows.await(3);
        assertEachOnce(3);
    }

    @Test
    void anInsertThatIsHeldOpenIsReadWhenItIsThere() throws Exception {
        start(INITIAL, 2);
        HttpURLConnection held = open("INSERT INTO numbers FORMAT TSV");
        try (OutputStream rows = held.getOutputStream()) {
            rows.write("0\ta\n1\ta\n".getBytes(StandardCharsets.UTF_8));
            rows.flush();
            insert(2, 100);
            SeenRows.await(100);
            db.execute("OPTIMIZE TABLE numbers FINAL");
            insert(102, 100);
            SeenRows.await(200);
            rows.write("202\ta\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(held.getResponseCode()).isEqualTo(200);
        SeenRows.await(203);
        assertEachOnce(203);
    }

    private HttpURLConnection open(String sql) throws Exception {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create(
                                        db.url()
                                                + "/?database="
                                                + db.name()
                                                + "&user="
                                                + db.username()
                                                + "&password="
                                                + db.password()
                                                + "&query="
                                                + URLEncoder.encode(sql, StandardCharsets.UTF_8))
                                .toURL()
                                .openConnection();
        connection.setDoOutput(true);
        connection.setChunkedStreamingMode(16);
        return connection;
    }

    @Test
    void threeWritersMergesFailuresAndRescalingLeaveEachRowOnce() throws Exception {
        insert(0, 1000);
        StreamExecutionEnvironment env = ScanJobs.environment(RuntimeExecutionMode.STREAMING, 2);
        JobClient job = ScanJobs.start(env, source(INITIAL));
        try (Writers writers = Writers.start(db, "numbers", 1000)) {
            SeenRows.await(1200);
            MiniFlink.checkpoint(job.getJobID());
            SeenRows.await(1600);
            SeenRows.fail();
            SeenRows.await(2000);
            String savepoint = stop(job);
            SeenRows.fast(Integer.MAX_VALUE);
            JobClient wider = ScanJobs.start(ScanJobs.restored(savepoint, 3), source(INITIAL));
            SeenRows.await(2600);
            MiniFlink.checkpoint(wider.getJobID());
            SeenRows.fail();
            long rows = writers.stop();
            db.execute("INSERT INTO numbers VALUES (" + rows + ", 'last')");
            SeenRows.await((int) rows + 1);
            assertEachOnce(rows + 1);
        }
    }

    /** The job may just start again after its failure. */
    private String stop(JobClient job) {
        AtomicReference<String> savepoint = new AtomicReference<>();
        Await.until(
                "a savepoint",
                ScanJobs.PATIENCE,
                () -> {
                    try {
                        savepoint.set(
                                job.stopWithSavepoint(
                                                false,
                                                directory.toUri().toString(),
                                                SavepointFormatType.CANONICAL)
                                        .get(60, TimeUnit.SECONDS));
                        return true;
                    } catch (ExecutionException e) {
                        return false;
                    } catch (InterruptedException | TimeoutException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return savepoint.get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE numbers ATTACH PARTITION ID '0' FROM other",
                "ALTER TABLE numbers REPLACE PARTITION ID '0' FROM other",
                "ALTER TABLE other MOVE PARTITION ID '0' TO TABLE numbers"
            })
    void rowsThatAnotherTableHasNumberedFailTheJob(String attach) throws Exception {
        create("other");
        for (int i = 0; i < 3; i++) {
            db.execute("INSERT INTO other VALUES (" + 3 * i + ", 'other')");
        }
        db.execute("OPTIMIZE TABLE other FINAL");
        insert(100, 30);
        JobClient job = start(INITIAL, 1);
        SeenRows.await(30);
        db.execute(attach);
        assertThatThrownBy(() -> ScanJobs.join(job))
                .hasStackTraceContaining("has rows with the block number")
                .hasStackTraceContaining("attached, moved or copied from elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP TABLE numbers SYNC", "EXCHANGE TABLES numbers AND other"})
    void anotherTableOfTheSameNameFailsTheJob(String statement) throws Exception {
        create("other");
        insert(0, 30);
        JobClient job = start(INITIAL, 1);
        SeenRows.await(30);
        MiniFlink.checkpoint(job.getJobID());
        db.execute(statement);
        if (statement.startsWith("DROP")) {
            create("numbers");
            insert(0, 30);
        }
        assertThatThrownBy(() -> ScanJobs.join(job))
                .hasStackTraceContaining("Cannot read table")
                .hasStackTraceContaining("created again or exchanged");
    }

    @Test
    void dropsDeletesAndMutationsOfReadRowsChangeNothing() throws Exception {
        insert(0, 30);
        start(INITIAL, 1);
        SeenRows.await(30);
        db.execute("ALTER TABLE numbers UPDATE name = 'b' WHERE 1 SETTINGS mutations_sync = 1");
        db.execute("DELETE FROM numbers WHERE id < 6");
        db.execute("ALTER TABLE numbers DROP PARTITION ID '2'");
        insert(30, 30);
        SeenRows.await(60);
        db.execute("TRUNCATE TABLE numbers");
        insert(60, 30);
        SeenRows.await(90);
        assertEachOnce(90);
    }

    /** A server that restarts goes on from the highest number that a part has. */
    @Test
    void insertsThatAnEmptiedTableNumbersAnewAreRead() throws Exception {
        try (FaultProxy proxy = FaultProxy.to(URI.create(db.url()).getPort()).onlyFor("")) {
            insert(0, 30);
            startAt(proxy);
            SeenRows.await(30);
            db.execute("TRUNCATE TABLE numbers");
            proxy.onlyFor("GROUP BY partition_id");
            proxy.awaitHits(proxy.hits() + 2, ScanJobs.PATIENCE);
            proxy.onlyFor("").always(new Fault.HoldRequest());
            proxy.awaitHeld(1, ScanJobs.PATIENCE);
            db.execute("DETACH TABLE numbers");
            db.execute("ATTACH TABLE numbers");
            insert(30, 30);
            assertThat(db.query("SELECT max(_block_number) FROM numbers").get(0).get(0))
                    .isEqualTo("3");
            proxy.heal();
            SeenRows.await(60);
            insert(60, 30);
            SeenRows.await(90);
            assertEachOnce(90);
        }
    }

    private void startAt(FaultProxy proxy) throws Exception {
        ConnectionConfig connection =
                db.connection()
                        .withEndpoints(List.of(new Endpoint("127.0.0.1", proxy.port(), false, "")));
        ScanJobs.start(
                ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                ScanJobs.following(connection, new TablePath(db.name(), "numbers"), INITIAL));
    }

    @Test
    void numbersThatAreSwitchedOffFailTheJob() throws Exception {
        insert(0, 30);
        JobClient job = start(INITIAL, 1);
        SeenRows.await(30);
        db.execute("ALTER TABLE numbers MODIFY SETTING enable_block_number_column = 0");
        insert(30, 30);
        assertThatThrownBy(() -> ScanJobs.join(job))
                .hasStackTraceContaining("it keeps no block numbers. ALTER TABLE");
    }

    @Test
    void aTableWithoutBlockNumbersFailsWithTheStatementThatAddsThem() throws Exception {
        db.execute("CREATE TABLE bare (id Int64) ENGINE = MergeTree ORDER BY id");
        JobClient job =
                ScanJobs.start(
                        ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                        ScanJobs.following(
                                db.connection(), new TablePath(db.name(), "bare"), INITIAL));
        assertThatThrownBy(() -> ScanJobs.join(job))
                .hasStackTraceContaining("it keeps no block numbers. ALTER TABLE")
                .hasStackTraceContaining(
                        "MODIFY SETTING enable_block_number_column = 1,"
                                + " enable_block_offset_column = 1.");
    }

    private void insert(long from, long count) {
        db.execute(
                "INSERT INTO numbers SELECT number + ("
                        + from
                        + "), toString(number) FROM numbers("
                        + count
                        + ")");
    }

    private ClickHouseSource<RowData> source(FollowConfig start) throws Exception {
        return ScanJobs.following(db.connection(), new TablePath(db.name(), "numbers"), start);
    }

    private JobClient start(FollowConfig follow, int parallelism) throws Exception {
        return ScanJobs.start(
                ScanJobs.environment(RuntimeExecutionMode.STREAMING, parallelism), source(follow));
    }

    private static void assertEachOnce(long rows) {
        assertThat(SeenRows.all())
                .containsExactlyInAnyOrderElementsOf(LongStream.range(0, rows).boxed().toList());
    }
}
