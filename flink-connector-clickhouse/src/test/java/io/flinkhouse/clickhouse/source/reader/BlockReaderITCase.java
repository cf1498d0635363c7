// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests responses that pause, break off or fail on a real server. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(120)
class BlockReaderITCase {

    private static final List<ColumnSpec> COLUMNS =
            List.of(
                    new ColumnSpec("n", TypeParser.parse("UInt64"), new BigIntType(false)),
                    new ColumnSpec(
                            "s",
                            TypeParser.parse("String"),
                            new VarCharType(false, VarCharType.MAX_LENGTH)));

    /** Random texts, which compression does not shorten. */
    private static final String RANDOM = "SELECT number AS n, randomString(100) AS s FROM numbers";

    /** For a query that takes a millisecond for each row. */
    private static final Map<String, String> SLOW =
            Map.of("max_block_size", "100", "max_threads", "1");

    private static final Duration SOON = Duration.ofSeconds(60);

    private final String mark = "/* " + UUID.randomUUID() + " */";

    @TempDir private Path directory;
    private ClickHouseDatabase db;
    private FaultProxy proxy;
    private ClickHouseClient client;

    @BeforeEach
    void connect(ClickHouseDatabase db) {
        this.db = db;
        proxy = FaultProxy.to(URI.create(db.url()).getPort()).onlyFor(mark);
        client = new ClickHouseClient(db.connection(), 2);
    }

    @AfterEach
    void disconnect() {
        client.close();
        proxy.close();
    }

    /** The server ends a connection that takes nothing for 30 seconds. */
    @Test
    void aReaderThatPausesHoldsUpNothingAndLosesNothing() throws Exception {
        try (BlockReader reader = open(client, RANDOM + "(1000000)", limits(1, 200))) {
            long rows = reader.next().orElseThrow().size();
            awaitNoQuery();
            Optional<List<RowData>> block = reader.next();
            while (block.isPresent()) {
                for (RowData row : block.get()) {
                    assertThat(row.getLong(0)).isEqualTo(rows++);
                }
                block = reader.next();
            }
            assertThat(rows).isEqualTo(1_000_000).isEqualTo(reader.rows());
        }
    }

    @Test
    void noFileIsLeftNorSeenWhileItIsUsed() throws Exception {
        try (BlockReader reader = open(client, RANDOM + "(100000)", limits(1, 200))) {
            awaitNoQuery();
            assertThat(files()).isEmpty();
            assertThat(rest(reader)).isEqualTo(100_000);
        }
    }

    @Test
    void aReaderThatIsClosedEarlyEndsQueryAndThread() throws Exception {
        BlockReader reader = open(client, RANDOM + "(100000000000)", limits(1, 100_000));
        assertThat(reader.next()).isPresent();
        reader.close();

        awaitNoQuery();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("clickhouse-response");
        assertThat(files()).isEmpty();
        assertThat(client.value("SELECT 1")).isEqualTo("1");
    }

    /** The status 200 and the first rows have been sent when the server meets the error. */
    @Test
    void anErrorBehindTheFirstRowsIsTheServersOwn() throws Exception {
        String failing =
                "SELECT number AS n, if(number = 900000, throwIf(1) || 'se-cret',"
                        + " randomString(100)) AS s FROM numbers(1000000)";
        try (BlockReader reader = open(client, failing, limits(200, 200))) {
            assertThat(reader.next().orElseThrow()).isNotEmpty();
            ClickHouseException e = failure(() -> rest(reader));
            assertThat(e.code()).isEqualTo(ServerError.FUNCTION_THROW_IF_VALUE_IS_NON_ZERO.code());
            assertThat(e)
                    .hasMessageContaining("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO")
                    .hasMessageNotContaining("se-cret")
                    .hasMessageNotContaining("__exception__");
        }
    }

    /** Rows wait in the server's buffer, so the status shows the error and rows precede it. */
    @Test
    void anErrorBehindAFewRowsShowsNoneOfThem() {
        String failing =
                "SELECT number AS n, 'se-cret' AS s FROM numbers(300000)"
                        + " WHERE throwIf(number = 200000) = 0";
        ClickHouseException e = failure(() -> open(client, failing, limits(1, 1)).close());

        assertThat(e.code()).isEqualTo(ServerError.FUNCTION_THROW_IF_VALUE_IS_NON_ZERO.code());
        assertThat(e)
                .hasMessageContaining("answered: Code: 395. DB::Exception: Value passed to")
                .hasMessageNotContaining("se-cret");
    }

    @Test
    void anErrorBeforeTheFirstRowIsTheSame() {
        ClickHouseException e =
                failure(() -> open(client, "SELECT n, s FROM nowhere", limits(1, 1)).close());
        assertThat(e.code()).isEqualTo(ServerError.UNKNOWN_TABLE.code());
        assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
        assertThat(e).hasMessageContaining("nowhere");
    }

    @Test
    void aCutBehindAWholeBlockIsNoEnd() {
        expectCut("0\r\n\r\n".length(), "closing chunk expected");
    }

    @Test
    void aCutWithinABlockIsNoEnd() {
        expectCut(1000, "Truncated chunk");
    }

    private void expectCut(int missing, String reason) {
        proxy.next(1, new Fault.CutAnswer(missing));
        try (ClickHouseClient cut = new ClickHouseClient(throughProxy(), 1)) {
            ClickHouseException e = failure(() -> rest(open(cut, RANDOM + "(1000)", limits(1, 1))));
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e)
                    .hasMessageContaining("broke off its response")
                    .hasMessageContaining(reason);
        }
        assertThat(proxy.planned()).isZero();
    }

    @Test
    void aProxyThatGivesUpIsWorthARetry() {
        proxy.next(1, new Fault.Answer(504, 0, "<html>Gateway Time-out</html>"));
        try (ClickHouseClient cut = new ClickHouseClient(throughProxy(), 1)) {
            ClickHouseException e =
                    failure(() -> open(cut, RANDOM + "(1000)", limits(1, 1)).close());
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e).hasMessageContaining("HTTP status 504");
        }
    }

    @Test
    void aQueryThatTakesTooLongIsTheServersError() {
        ClickHouseException e =
                failure(
                        () ->
                                rest(
                                        open(
                                                client,
                                                RANDOM + "(100000000000)",
                                                Map.of("max_execution_time", "1"),
                                                limits(1, 100_000))));
        assertThat(e.code()).isEqualTo(ServerError.TIMEOUT_EXCEEDED.code());
        assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
    }

    @Test
    void aQueryThatNeedsTooMuchMemoryAmidItsRowsIsTheServersError() {
        String growing =
                "SELECT number AS n, concat(randomString(100), toString(length(range("
                        + "if(number = 300000, 100000000, 0))))) AS s FROM numbers(400000)";
        ClickHouseException e =
                failure(
                        () ->
                                rest(
                                        open(
                                                client,
                                                growing,
                                                Map.of("max_memory_usage", "100000000"),
                                                limits(1, 1000))));
        assertThat(e.code()).isEqualTo(ServerError.MEMORY_LIMIT_EXCEEDED.code());
        assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
    }

    /** The server reports its progress before the first row, more often than the time-out. */
    @Test
    void aQueryThatComputesForLongerThanTheTimeOutIsWaitedFor() throws Exception {
        try (ClickHouseClient impatient = impatient();
                BlockReader reader =
                        open(impatient, slowCount("sleepEachRow(0.001)"), SLOW, limits(1, 1))) {
            assertThat(reader.next().orElseThrow().get(0).getLong(0)).isEqualTo(3_000);
        }
    }

    @Test
    void anErrorBehindTheFirstProgressIsTheServersOwn() {
        try (ClickHouseClient impatient = impatient()) {
            String failing = slowCount("sleepEachRow(0.001) + throwIf(number = 2900)");
            ClickHouseException e =
                    failure(() -> rest(open(impatient, failing, SLOW, limits(1, 1))));
            assertThat(e.code()).isEqualTo(ServerError.FUNCTION_THROW_IF_VALUE_IS_NON_ZERO.code());
            assertThat(e).hasMessageContaining("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO");
        }
    }

    private ClickHouseClient impatient() {
        return new ClickHouseClient(
                db.connection()
                        .withClient(Map.of("socket_timeout", "600 ms", "request_timeout", "1 min")),
                1);
    }

    private static String slowCount(String each) {
        return "SELECT count() AS n, 's' AS s FROM numbers(3000) WHERE " + each + " = 0";
    }

    /** A reader that is slow but does not pause needs no room for the whole response. */
    @Test
    void aFullBufferWaitsForItsReader() throws Exception {
        try (BlockReader reader = open(client, RANDOM + "(1000000)", limits(1, 0))) {
            assertThat(rest(reader)).isEqualTo(1_000_000);
        }
        try (BlockReader reader = open(client, RANDOM + "(1000000)", limits(1, 2))) {
            assertThat(rest(reader)).isEqualTo(1_000_000);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aReaderThatPausesWithAFullBufferIsToldWhereAndWhatToDo() throws Exception {
        try (ClickHouseServer impatient =
                        ClickHouseServer.start(
                                ClickHouseOptions.DEFAULT.setting("http_send_timeout", "2"));
                ClickHouseDatabase own = impatient.database();
                ClickHouseClient client = new ClickHouseClient(own.connection(), 1);
                BlockReader reader = open(client, RANDOM + "(1000000)", limits(1, 2))) {
            awaitNoQuery(own);
            ClickHouseException e = failure(() -> rest(reader));
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e)
                    .hasMessageContaining("a file in " + directory + ", was full")
                    .hasMessageContaining("so the server gave up")
                    .hasMessageContaining("change 'scan.buffer.disk' = 2097152 bytes")
                    .hasMessageContaining("'scan.buffer.memory' = 1048576 bytes")
                    .hasMessageContaining("'io.tmp.dirs'");
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsAnErrorThatNamesIt() throws Exception {
        File missing = directory.resolve("missing").toFile();
        ReadBuffer limits = limits(1, 100).in(missing);
        try (BlockReader reader = open(client, RANDOM + "(1000000)", limits)) {
            awaitNoQuery();
            assertThat(failure(() -> rest(reader)))
                    .hasMessageContaining("a file in " + missing + ", cannot be written")
                    .hasMessageContaining("NoSuchFileException");
        }
    }

    private ReadBuffer limits(long memory, long disk) {
        return new ReadBuffer(memory << 20, disk << 20, directory.toFile());
    }

    private BlockReader open(ClickHouseClient client, String query, ReadBuffer limits)
            throws ClickHouseException {
        return open(client, query, Map.of(), limits);
    }

    private BlockReader open(
            ClickHouseClient client, String query, Map<String, String> settings, ReadBuffer limits)
            throws ClickHouseException {
        return BlockReader.open(client, query + " " + mark, COLUMNS, settings, limits);
    }

    private static long rest(BlockReader reader) throws ClickHouseException {
        long before = reader.rows();
        while (reader.next().isPresent()) {}
        return reader.rows() - before;
    }

    private static ClickHouseException failure(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable reading) {
        ClickHouseException e = catchThrowableOfType(ClickHouseException.class, reading);
        assertThat(e).as("failure").isNotNull();
        return e;
    }

    private void awaitNoQuery() {
        awaitNoQuery(db);
    }

    private void awaitNoQuery(ClickHouseDatabase db) {
        Await.until(
                "the end of the query",
                SOON,
                () ->
                        db.query(
                                        "SELECT 1 FROM system.processes WHERE query LIKE '%"
                                                + mark
                                                + "' AND query NOT LIKE '%processes%'")
                                .isEmpty());
    }

    private List<Path> files() {
        try (var all = Files.list(directory)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConnectionConfig throughProxy() {
        return ConnectionConfig.parse(proxy.url())
                .withCredentials(db.username(), new Secret(db.password()))
                .withDatabase(db.name());
    }
}
