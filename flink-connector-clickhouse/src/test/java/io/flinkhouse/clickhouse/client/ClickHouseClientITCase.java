// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(ClickHouseExtension.class)
class ClickHouseClientITCase {

    private ClickHouseDatabase db;
    private ClickHouseClient client;

    @BeforeEach
    void connect(ClickHouseDatabase db) {
        this.db = db;
        this.client = new ClickHouseClient(db.connection(), 2);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void readsAnAnswerAsItComes() throws Exception {
        String numbers = "SELECT toUInt8(number) AS n FROM numbers(3)";
        try (InputStream response = client.read(numbers, Map.of())) {
            assertThat(response.readAllBytes())
                    .containsExactly(1, 3, 1, 'n', 5, 'U', 'I', 'n', 't', '8', 0, 1, 2);
        }
        try (InputStream response = client.read("SELECT * FROM system.numbers", Map.of())) {
            assertThat(response.readNBytes(1_000_000)).hasSize(1_000_000);
        }
        assertThat(client.query("SELECT 1")).containsExactly(List.of("1"));
    }

    /** A query that is no longer read is not run to its end. */
    @Test
    void aReadThatIsGivenUpEndsTheQuery() throws Exception {
        String mark = "/* " + UUID.randomUUID() + " */";
        client.read("SELECT * FROM system.numbers " + mark, Map.of()).close();
        awaitQueries("query LIKE '%" + mark + "' AND query NOT LIKE '%processes%'", "0");
    }

    /** The server has nothing to write yet, so it cannot see that nobody listens. */
    @Test
    void aReadThatIsGivenUpBeforeItsFirstRowEndsTheQuery() throws Exception {
        String mark = "/* " + UUID.randomUUID() + " */";
        String running = "query LIKE '%" + mark + "' AND query NOT LIKE '%processes%'";
        Thread reader = new Thread(() -> giveUp("SELECT count() FROM system.numbers " + mark));
        reader.start();
        awaitQueries(running, "1");
        reader.interrupt();
        try {
            awaitQueries(running, "0");
        } finally {
            client.query("KILL QUERY WHERE " + running);
        }
    }

    private void awaitQueries(String condition, String count) {
        Await.until(
                count + " queries",
                Duration.ofSeconds(30),
                () -> {
                    try {
                        return client.value(
                                        "SELECT count() FROM system.processes WHERE " + condition)
                                .equals(count);
                    } catch (ClickHouseException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void aReadThatCannotBeginSaysWhy() {
        assertThat(
                        catchThrowableOfType(
                                ClickHouseException.class,
                                () -> client.read("SELECT * FROM nowhere", Map.of())))
                .hasMessageContaining("nowhere")
                .extracting(ClickHouseException::code)
                .isEqualTo(ServerError.UNKNOWN_TABLE.code());
    }

    @Test
    void storesABlockAndSaysHowMuch() throws Exception {
        client.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id");

        InsertSummary summary = client.insert(insert("1\n2\n3\n", Map.of()));

        assertThat(summary.writtenRows()).isEqualTo(3);
        assertThat(summary.writtenBytes()).isEqualTo(12);
        assertThat(db.query("SELECT sum(id) FROM t")).containsExactly(List.of("6"));
    }

    @Test
    void theDeduplicationTokenReachesTheServer() throws Exception {
        client.execute(
                "CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 10");

        client.insert(insert("1\n", Map.of("insert_deduplication_token", "same")));
        client.insert(insert("2\n", Map.of("insert_deduplication_token", "same")));
        client.insert(insert("3\n", Map.of("insert_deduplication_token", "other")));

        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("3"));
    }

    @Test
    void settingsAndParametersReachTheServer() throws Exception {
        ConnectionConfig config = db.connection().withSettings(Map.of("max_threads", "3"));
        try (ClickHouseClient configured = new ClickHouseClient(config, 1)) {
            assertThat(
                            configured.query(
                                    "SELECT getSetting('max_threads'), getSetting('max_block_size'),"
                                            + " {x:Array(UInt64)}",
                                    Map.of("max_block_size", "77", "param_x", "[1,2]")))
                    .containsExactly(List.of("3", "77", "[1,2]"));
        }
    }

    @Test
    void readsFieldsAsTheyAre() throws Exception {
        assertThat(client.query("SELECT 'a\\tb\\n\\\\c\\0', NULL, '', '\\\\N', 'é☃'"))
                .containsExactly(Arrays.asList("a\tb\n\\c\0", null, "", "\\N", "é☃"));
        assertThat(client.query("SELECT 1 WHERE 0")).isEmpty();
        assertThat(client.query("SELECT '' FROM numbers(2)"))
                .containsExactly(List.of(""), List.of(""));
    }

    @Test
    void anErrorAmidTheRowsIsAnError() {
        assertThatThrownBy(
                        () -> client.query("SELECT throwIf(number = 200000) FROM numbers(300000)"))
                .isInstanceOf(ClickHouseException.class)
                .hasMessageContaining("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO");
    }

    @Test
    void saysWhatIsWrongAndWhatMayBeDone() {
        expect(insert("1\n", Map.of()), ServerError.UNKNOWN_TABLE, FailureKind.FAIL);
        db.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id");
        expect(
                insert("x\n", Map.of()),
                ServerError.CANNOT_PARSE_INPUT_ASSERTION_FAILED,
                FailureKind.REJECT);
        expect(
                insert("1\n", Map.of("no_such", "1")),
                ServerError.UNKNOWN_SETTING,
                FailureKind.FAIL);
        expect(
                insert("1\n", Map.of("max_untracked_memory", "1", "max_memory_usage", "1")),
                ServerError.MEMORY_LIMIT_EXCEEDED,
                FailureKind.RETRY);
    }

    @Test
    void tellsTooManyPartitionsFromTooManyParts() {
        db.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id PARTITION BY id");
        String partitions = "0\n1\n2\n3\n";
        expect(
                insert(partitions, Map.of("max_partitions_per_insert_block", "3")),
                ServerError.TOO_MANY_PARTS,
                FailureKind.FAIL);

        db.execute("DROP TABLE t");
        db.execute(
                "CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS parts_to_throw_insert = 1, parts_to_delay_insert = 0");
        db.execute("SYSTEM STOP MERGES t");
        db.execute("INSERT INTO t VALUES (1)");
        expect(insert("1\n", Map.of()), ServerError.TOO_MANY_PARTS, FailureKind.RETRY);
    }

    @Test
    void aWrongPasswordIsAFailureThatDoesNotShowIt() {
        ConnectionConfig config =
                db.connection().withCredentials("nobody", new Secret("very-secret"));
        try (ClickHouseClient stranger = new ClickHouseClient(config, 1)) {
            ClickHouseException e =
                    catchThrowableOfType(
                            ClickHouseException.class, () -> stranger.execute("SELECT 1"));
            assertThat(e.code()).isEqualTo(ServerError.AUTHENTICATION_FAILED.code());
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e).hasMessageContaining("nobody");
            assertThat(e.toString() + e.getCause()).doesNotContain("very-secret");
        }
    }

    @Test
    @Timeout(30)
    void anInterruptedThreadReturnsAtOnce() throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread caller =
                new Thread(
                        () -> {
                            try {
                                client.query(
                                        "SELECT sleepEachRow(1) FROM numbers(1000) SETTINGS"
                                                + " max_block_size = 1,"
                                                + " function_sleep_max_microseconds_per_block = 0");
                                outcome.complete("ended");
                            } catch (ClickHouseException e) {
                                outcome.complete(
                                        e.kind() + " " + Thread.currentThread().isInterrupted());
                            }
                        });
        caller.start();
        while (db.query(
                        "SELECT 1 FROM system.processes WHERE query LIKE '%sleepEachRow(1) FROM"
                                + " numbers(1000)%' AND query NOT LIKE '%processes%'")
                .isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();

        assertThat(outcome.get(5, TimeUnit.SECONDS)).isEqualTo("RETRY true");
    }

    @Test
    @Timeout(30)
    void closingCutsRequestsOnTheirWay() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        client.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id");
        Payload endless =
                new Payload() {
                    @Override
                    public long length() {
                        return Long.MAX_VALUE;
                    }

                    @Override
                    public void writeTo(OutputStream out) throws IOException {
                        byte[] rows = "1\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
                        while (true) {
                            out.write(rows);
                            writing.countDown();
                        }
                    }
                };
        CompletableFuture<Throwable> outcome =
                CompletableFuture.supplyAsync(
                        () ->
                                catchThrowableOfType(
                                        ClickHouseException.class,
                                        () -> client.insert(insert(endless))));
        writing.await();
        client.close();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isNotNull();
        assertThatThrownBy(() -> client.execute("SELECT 1")).hasMessageContaining("closed");
    }

    @Test
    void aPayloadThatBreaksOffLeavesNothing() {
        db.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id");
        byte[] half = "1\n2\n".getBytes(StandardCharsets.UTF_8);
        for (Runnable end :
                List.<Runnable>of(
                        () -> {},
                        () -> {
                            throw new IllegalStateException("spool file is gone");
                        })) {
            Payload broken =
                    new Payload() {
                        @Override
                        public long length() {
                            return 8;
                        }

                        @Override
                        public void writeTo(OutputStream out) throws IOException {
                            out.write(half);
                            end.run();
                        }
                    };
            assertThatThrownBy(() -> client.insert(insert(broken)))
                    .isInstanceOf(ClickHouseException.class);
        }
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @Test
    void namesErrorsAsTheServerDoes() throws Exception {
        String codes =
                Arrays.stream(ServerError.values())
                        .map(error -> Integer.toString(error.code()))
                        .collect(Collectors.joining(", "));
        List<String> ours =
                Arrays.stream(ServerError.values())
                        .map(error -> error.code() + " " + error.name())
                        .toList();
        assertThat(
                        client.query(
                                "SELECT concat(arrayJoin(["
                                        + codes
                                        + "]) AS c, ' ', errorCodeToName(c))"))
                .extracting(row -> row.get(0))
                .containsExactlyElementsOf(ours);
    }

    private void expect(InsertRequest request, ServerError error, FailureKind kind) {
        ClickHouseException e =
                catchThrowableOfType(ClickHouseException.class, () -> client.insert(request));
        assertThat(e.code()).as(e.getMessage()).isEqualTo(error.code());
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        assertThat(e).hasMessageContaining(db.url()).hasMessageContaining(error.name());
    }

    private static InsertRequest insert(String rows, Map<String, String> settings) {
        return new InsertRequest(
                "INSERT INTO t FORMAT TSV",
                UUID.randomUUID().toString(),
                settings,
                Bytes.of(rows),
                false);
    }

    private static InsertRequest insert(Payload payload) {
        return new InsertRequest("INSERT INTO t FORMAT TSV", "q", Map.of(), payload, false);
    }

    /** Reads until the thread is interrupted. */
    private void giveUp(String sql) {
        try {
            client.read(sql, Map.of()).close();
        } catch (IOException e) {
            // interrupted
        }
    }
}
