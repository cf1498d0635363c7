// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests the handling of responses that a healthy server never sends. */
@Timeout(60)
class ResponsesTest {

    private static final String OURS = "X-ClickHouse-Query-Id: q\r\n";
    private static final byte[] MEGABYTE = new byte[1 << 20];

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 520})
    void aStatusThatPassesIsWorthARetryAndIsAskedOnlyOnce(int status) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(status + " Later", "", "later")) {
            ClickHouseException e = insertFailure(server.connection());
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e).hasMessageContaining("HTTP status " + status);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "301 | a redirect to 'http://other/path', which is not followed",
                "302 | a redirect to 'http://other/path', which is not followed",
                "303 | a redirect to 'http://other/path', which is not followed",
                "307 | a redirect to 'http://other/path', which is not followed",
                "308 | a redirect to 'http://other/path', which is not followed",
                "400 | It says: no",
                "401 | Check 'username' and 'password'",
                "403 | forbids the request",
                "404 | Check the path in 'url'",
                "405 | does not take a POST",
                "407 | Set 'client.proxy_user'",
                "411 | does not take a POST",
                "413 | the request's body of 27 bytes is too long for it",
                "414 | the address or a header is too long",
                "415 | does not take a POST",
                "431 | the address or a header is too long",
                "501 | does not take a POST",
            })
    void aStatusThatLastsIsAFailureThatSaysWhatToDo(int status, String message) throws Exception {
        String location = "Location: http://me:se-cret@other/path?password=se-cret\r\n";
        try (ScriptedServer server = ScriptedServer.answering(status + " No", location, "no")) {
            ClickHouseException e = insertFailure(server.connection());
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e)
                    .hasMessageContaining("HTTP status " + status)
                    .hasMessageContaining(message)
                    .hasMessageContaining("It says: no")
                    .hasMessageNotContaining("se-cret")
                    .hasMessageNotContaining("no answer");
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** As nginx does with a body beyond its limit. */
    @Test
    void anAnswerThatComesBeforeTheBodyIsSentCounts() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(
                        (own, rest, out) -> {
                            rest.readNBytes(1 << 20);
                            write(out, "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                            rest.transferTo(OutputStream.nullOutputStream());
                        })) {
            Payload large =
                    Payload.of(
                            100L << 20,
                            out -> {
                                for (int i = 0; i < 100; i++) {
                                    out.write(MEGABYTE);
                                }
                            },
                            () -> {});
            ClickHouseException e = insertFailure(server.connection(), large);
            assertThat(e).hasMessageContaining("413");
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
        }
    }

    @Test
    void aServersErrorWithoutItsHeaderIsStillAServersError() throws Exception {
        String text = "Code: 60. DB::Exception: Table t does not exist. (UNKNOWN_TABLE)";
        try (ScriptedServer server = ScriptedServer.answering("404 Not Found", "", text)) {
            assertThat(insertFailure(server.connection()).code()).isEqualTo(60);
        }
    }

    @Test
    void anAnswerThatIsPackedWithoutBeingAskedIsNotUnpacked() throws Exception {
        for (String status : new String[] {"200 OK", "413 No"}) {
            try (ScriptedServer server =
                    ScriptedServer.answering(
                            status, OURS + "Content-Encoding: gzip\r\n", "no gzip")) {
                ClickHouseException e = queryFailure(server.connection());
                assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
                assertThat(e)
                        .hasMessageContaining(
                                status.startsWith("200") ? "Content-Encoding" : "status 413");
            }
        }
    }

    @Test
    void anAnswerWithoutAnEndIsGivenUp() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(
                        (own, rest, out) -> {
                            own.readBody(rest);
                            write(out, "HTTP/1.1 200 OK\r\n" + OURS + "\r\n");
                            while (true) {
                                out.write(MEGABYTE);
                            }
                        })) {
            assertThat(queryFailure(server.connection()))
                    .hasMessageContaining("more than 64 MB")
                    .extracting(ClickHouseException::kind)
                    .isEqualTo(FailureKind.FAIL);
        }
    }

    @Test
    void anErrorWithoutAnEndIsCutShort() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(
                        (own, rest, out) -> {
                            own.readBody(rest);
                            write(
                                    out,
                                    "HTTP/1.1 500 No\r\nX-ClickHouse-Exception-Code: 241\r\n\r\n");
                            while (true) {
                                write(out, "x".repeat(1000));
                            }
                        })) {
            ClickHouseException e = queryFailure(server.connection());
            assertThat(e.code()).isEqualTo(241);
            assertThat(e.getMessage().length()).isLessThan(100_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Many: 1\r\n", "X-Long: "})
    void headersWithoutAnEndAreAFailure(String header) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(
                        (own, rest, out) -> {
                            own.readBody(rest);
                            write(out, "HTTP/1.1 200 OK\r\n" + header);
                            while (true) {
                                write(out, header.endsWith("\n") ? header.repeat(100) : "x");
                            }
                        })) {
            ClickHouseException e = queryFailure(server.connection());
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e).hasMessageContaining("more or longer headers than ClickHouse sends");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\n" + OURS + "\r\n"})
    void aServerThatDripsIsGivenUpWhenTheTimeIsOver(String beginning) throws Exception {
        try (ScriptedServer server =
                ScriptedServer.playing(
                        (own, rest, out) -> {
                            own.readBody(rest);
                            write(out, beginning);
                            while (true) {
                                write(out, "x");
                                own.pause(20);
                            }
                        })) {
            Map<String, String> options =
                    Map.of("socket_timeout", "10 s", "request_timeout", "500 ms");
            ClickHouseException e = queryFailure(server.connection().withClient(options));
            assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(e)
                    .hasMessageContaining("within 500 ms")
                    .hasMessageContaining("'client.request_timeout'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb\n1\n", "a\n1\n\n1\t2\n", "a\n1"})
    void anAnswerOfAnotherShapeIsAClearError(String body) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("200 OK", OURS, body)) {
            assertThat(queryFailure(server.connection()))
                    .hasMessageContaining("ClickHouse answered a line");
        }
    }

    @Test
    void anAnswerWithoutAValueIsAClearError() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("200 OK", OURS, "a\n");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            assertThat(
                            catchThrowableOfType(
                                    ClickHouseException.class, () -> client.value("SELECT 1")))
                    .hasMessageContaining("0 rows where one value belongs");
        }
    }

    @Test
    void memoryThatRunsOutIsNotWrapped() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("test");
        Payload broken =
                Payload.of(
                        3,
                        out -> {
                            throw error;
                        },
                        () -> {});
        try (ScriptedServer server = ScriptedServer.answering("200 OK", OURS, "");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            assertThat(
                            catchThrowableOfType(
                                    OutOfMemoryError.class, () -> client.insert(insert(broken))))
                    .isSameAs(error);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static ClickHouseException queryFailure(ConnectionConfig config) {
        try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
            return catchThrowableOfType(ClickHouseException.class, () -> client.query("SELECT 1"));
        }
    }

    private static ClickHouseException insertFailure(ConnectionConfig config) {
        return insertFailure(config, Bytes.of("1\n"));
    }

    private static ClickHouseException insertFailure(ConnectionConfig config, Payload payload) {
        try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
            return catchThrowableOfType(
                    ClickHouseException.class, () -> client.insert(insert(payload)));
        }
    }

    private static InsertRequest insert(Payload payload) {
        return new InsertRequest("INSERT INTO t FORMAT TSV", "q", Map.of(), payload, false);
    }
}
