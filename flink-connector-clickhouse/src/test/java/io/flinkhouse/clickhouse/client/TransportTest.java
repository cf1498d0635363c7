// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests requests on the wire, and responses that a healthy server never sends. */
class TransportTest {

    private static final String OURS = "X-ClickHouse-Query-Id: q\r\n";

    @Test
    void anInsertSaysItsLengthAndIsSentOnceInOnePiece() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("200 OK", OURS, "");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            client.insert(insert("1\n2\n"));

            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().get(0))
                    .contains("Content-Length: 29\r\n")
                    .contains("insert_deduplication_token=t1")
                    .contains("query_id=q1")
                    .contains("User-Agent: flink-connector-clickhouse/")
                    .doesNotContain("${project.version}")
                    .doesNotContainIgnoringCase("Transfer-Encoding")
                    .doesNotContainIgnoringCase("Accept-Encoding")
                    .doesNotContain("&compress=")
                    .doesNotContain("decompress");
            assertThat(server.bodies().get(0))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("INSERT INTO t FORMAT TSV\n1\n2\n");
        }
    }

    @Test
    void aCompressedPayloadIsMarkedAsSuchAndNotTouched() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("200 OK", OURS, "");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            client.insert(
                    new InsertRequest(
                            "INSERT INTO t FORMAT Native", "q", Map.of(), Bytes.of("abc"), true));

            byte[] body = server.bodies().get(0);
            assertThat(server.requests().get(0))
                    .contains("decompress=1")
                    .contains("Content-Length: " + body.length + "\r\n")
                    .doesNotContainIgnoringCase("Content-Encoding");
            byte[] statement = Arrays.copyOf(body, body.length - 3);
            assertThat(FrameReader.decompress(statement))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("INSERT INTO t FORMAT Native\n");
            assertThat(body).endsWith('a', 'b', 'c');
        }
    }

    @Test
    void anAnswer200WithAnExceptionHeaderIsAnError() throws Exception {
        String text = "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)";
        try (ScriptedServer server =
                ScriptedServer.answering(
                        "200 OK", OURS + "X-ClickHouse-Exception-Code: 241\r\n", text)) {
            ClickHouseException e = failure(server);
            assertThat(e.code()).isEqualTo(241);
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e).hasMessageContaining("Memory limit exceeded");
        }
    }

    @Test
    void anAnswer200WithAnErrorInItsBodyIsAnError() throws Exception {
        String text = "Code: 60. DB::Exception: Table t does not exist. (UNKNOWN_TABLE)";
        try (ScriptedServer server = ScriptedServer.answering("200 OK", OURS, text)) {
            ClickHouseException e = failure(server);
            assertThat(e.code()).isEqualTo(60);
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
        }
    }

    @Test
    void aPageOfSomethingElseIsNotASuccess() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering("200 OK", "Server: nginx\r\n", "<html>hello</html>")) {
            assertThat(failure(server))
                    .hasMessageContaining("responded without an X-ClickHouse header")
                    .hasMessageContaining(server.url());
        }
    }

    @Test
    void anAnswerThatBreaksOffIsWorthARetryAndIsAskedOnlyOnce() throws Exception {
        for (String answer :
                List.of("", "HTTP/1.1 200 OK\r\n" + OURS + "Content-Length: 9\r\n\r\nab")) {
            try (ScriptedServer server = ScriptedServer.raw(answer)) {
                assertThat(failure(server).kind()).isEqualTo(FailureKind.RETRY);
                assertThat(server.requests()).hasSize(1);
            }
        }
    }

    @Test
    void passwordAndTokenGoIntoAHeaderAndIntoNoMessage() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("403 Forbidden", "", "no")) {
            ConnectionConfig base =
                    server.connection().withCredentials("u", new Secret("pass-word"));
            ConnectionConfig token = base.withClient(Map.of("access_token", "to-ken"));
            for (ConnectionConfig config : List.of(base, token)) {
                try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
                    assertThatThrownBy(() -> client.execute("SELECT 1"))
                            .hasMessageNotContaining("pass-word")
                            .hasMessageNotContaining("to-ken");
                }
                assertThat(config.toString()).doesNotContain("pass-word").doesNotContain("to-ken");
            }
            assertThat(server.requests().get(0)).contains("Authorization: Basic");
            assertThat(server.requests().get(1))
                    .containsIgnoringCase("Authorization: Bearer to-ken")
                    .doesNotContain("Basic");
        }
    }

    @Test
    void theNextServerIsAskedWhenTheFirstCannotBeReachedAndThenKept() throws Exception {
        int free;
        try (ScriptedServer gone = ScriptedServer.answering("200 OK", OURS, "")) {
            free = Integer.parseInt(gone.url().substring(gone.url().lastIndexOf(':') + 1));
        }
        try (ScriptedServer good = ScriptedServer.answering("200 OK", OURS, "")) {
            String url =
                    "http://127.0.0.1:" + free + "," + good.url().substring("http://".length());
            try (ClickHouseClient client = new ClickHouseClient(ConnectionConfig.parse(url), 1)) {
                client.execute("SELECT 1");
                try (ScriptedServer ignored = ScriptedServer.on(free, "HTTP/1.1 500 no\r\n\r\n")) {
                    client.execute("SELECT 1");
                    assertThat(ignored.requests()).isEmpty();
                }
            }
            assertThat(good.requests()).hasSize(2);
        }
    }

    /** The caller knows whether a request may be sent twice; the client does not. */
    @ParameterizedTest
    @CsvSource({
        "242, 1, a replica that is read-only",
        "999, 1, one that has lost its Keeper",
        "216, 0, the insert still runs there",
        "60, 0, no server helps"
    })
    void theNextServerIsAskedNextTimeWhenThisOneCannot(int code, int elsewhere, String why)
            throws Exception {
        String error = "X-ClickHouse-Exception-Code: " + code + "\r\n";
        try (ScriptedServer first = ScriptedServer.answering("500 Oops", OURS + error, "no");
                ScriptedServer second = ScriptedServer.answering("200 OK", OURS, "");
                ClickHouseClient client = new ClickHouseClient(all(first, second), 1)) {
            assertThatThrownBy(() -> client.execute("SELECT 1"))
                    .isInstanceOf(ClickHouseException.class);
            assertThat(second.requests()).as("the same request").isEmpty();
            for (int i = 0; i < 2; i++) {
                execute(client);
            }
            assertThat(second.requests()).as(why).hasSize(2 * elsewhere);
        }
    }

    /** The first is gone and the second is broken: neither keeps the third from its turn. */
    @Test
    void everyServerHasItsTurn() throws Exception {
        ScriptedServer gone = ScriptedServer.answering("200 OK", OURS, "");
        gone.close();
        String error = "X-ClickHouse-Exception-Code: 242\r\n";
        try (ScriptedServer second = ScriptedServer.answering("500 Oops", OURS + error, "no");
                ScriptedServer third = ScriptedServer.answering("200 OK", OURS, "");
                ClickHouseClient client = new ClickHouseClient(all(gone, second, third), 1)) {
            assertThatThrownBy(() -> client.execute("SELECT 1"))
                    .isInstanceOf(ClickHouseException.class);
            client.execute("SELECT 1");
            assertThat(third.requests()).hasSize(1);
        }
    }

    private static ConnectionConfig all(ScriptedServer... servers) {
        return ConnectionConfig.parse(
                Stream.of(servers)
                        .map(server -> "127.0.0.1:" + server.port())
                        .collect(Collectors.joining(",", "http://", "")));
    }

    private static ClickHouseException failure(ScriptedServer server) {
        try (ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            return catchThrowableOfType(
                    ClickHouseException.class, () -> client.insert(insert("1\n")));
        }
    }

    private static InsertRequest insert(String rows) {
        return new InsertRequest(
                "INSERT INTO t FORMAT TSV",
                "q1",
                Map.of("insert_deduplication_token", "t1"),
                Bytes.of(rows),
                false);
    }

    private static void execute(ClickHouseClient client) {
        try {
            client.execute("SELECT 1");
        } catch (ClickHouseException e) {
            // a server that cannot
        }
    }
}
