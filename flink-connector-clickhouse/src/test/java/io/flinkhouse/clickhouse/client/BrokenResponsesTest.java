// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests responses of reads that end in other ways than those of a current server. */
@Timeout(60)
class BrokenResponsesTest {

    private static final String OURS = "X-ClickHouse-Query-Id: q\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String ERROR =
            "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)";
    private static final byte[] ROWS = FrameWriter.plain(new byte[100]);

    @Test
    void theErrorOfAnOlderServerIsFoundWithoutMark() throws Exception {
        ClickHouseException e = failure(OURS + CHUNKED, ROWS, FrameWriter.plain(bytes(ERROR)));
        assertThat(e.code()).isEqualTo(241);
        assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
        assertThat(e).hasMessageContaining("Memory limit exceeded");
    }

    @Test
    void aResponseThatBreaksOffWithoutAnErrorIsNoEnd() throws Exception {
        ClickHouseException e = failure(OURS + CHUNKED, ROWS);
        assertThat(e.code()).isEqualTo(ClickHouseException.NO_CODE);
        assertThat(e.kind()).isEqualTo(FailureKind.RETRY);
        assertThat(e).hasMessageContaining("broke off its response");
        assertThat(e).hasStackTraceContaining("closing chunk expected");
    }

    @Test
    void aValueThatLooksLikeAnErrorIsNone() throws Exception {
        String rows =
                "\r\n__exception__\r\nguessed\r\n" + ERROR + "\n73 guessed\r\n__exception__\r\n";
        ClickHouseException e =
                failure(
                        OURS + "X-ClickHouse-Exception-Tag: real\r\n" + CHUNKED,
                        FrameWriter.plain(bytes(rows)));
        assertThat(e.code()).isEqualTo(ClickHouseException.NO_CODE);
        assertThat(e).hasMessageContaining("broke off its response");
    }

    @Test
    void aResponseThatOnlyItsConnectionEndsIsRefused() throws Exception {
        ClickHouseException e = failure(OURS + "Connection: close\r\n", ROWS);
        assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
        assertThat(e).hasMessageContaining("'Transfer-Encoding: chunked'");
    }

    @Test
    void aPageOfAProxyInPlaceOfFramesIsDamaged() throws Exception {
        ClickHouseException e =
                failure(OURS + CHUNKED, bytes("<html>All is well, says the proxy</html>"));
        assertThat(e).hasMessageContaining("the frame's header is damaged");
    }

    /** Reads a response whose last chunk is missing. */
    private static ClickHouseException failure(String headers, byte[]... chunks) throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.playing(
                                (own, rest, out) -> {
                                    own.readBody(rest);
                                    out.write(bytes("HTTP/1.1 200 OK\r\n" + headers + "\r\n"));
                                    for (byte[] chunk : chunks) {
                                        write(out, headers.contains(CHUNKED), chunk);
                                    }
                                });
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            return catchThrowableOfType(
                    ClickHouseException.class,
                    () -> {
                        try (InputStream response = client.read("SELECT 1", Map.of())) {
                            response.readAllBytes();
                        }
                    });
        }
    }

    private static void write(OutputStream out, boolean chunked, byte[] bytes) throws IOException {
        if (chunked) {
            out.write(bytes(Integer.toHexString(bytes.length) + "\r\n"));
        }
        out.write(bytes);
        out.write(bytes(chunked ? "\r\n" : ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
