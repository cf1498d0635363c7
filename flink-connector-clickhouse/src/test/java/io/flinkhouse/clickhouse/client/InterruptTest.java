// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.testutils.process.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an interrupt ends a request at every step; requests run in the thread of the caller.
 */
@Timeout(60)
class InterruptTest {

    private static final byte[] MEGABYTE = new byte[1 << 20];

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CompletableFuture<String> cut = new CompletableFuture<>();

    @Test
    void aPayloadIsWrittenInTheThreadOfTheCaller() throws Exception {
        CompletableFuture<Thread> writer = new CompletableFuture<>();
        Payload payload = Payload.of(0, out -> writer.complete(Thread.currentThread()), () -> {});
        try (ScriptedServer server =
                        ScriptedServer.answering("200 OK", "X-ClickHouse-Query-Id: q\r\n", "");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            client.insert(insert(payload));
        }
        assertThat(writer.get()).isSameAs(Thread.currentThread());
    }

    /** The server does not read, so that the writing blocks. */
    @Test
    void whileTheBodyIsSent() throws Exception {
        Payload endless =
                Payload.of(
                        Long.MAX_VALUE / 2,
                        out -> {
                            while (true) {
                                out.write(MEGABYTE);
                            }
                        },
                        () -> {});
        try (ScriptedServer server = waiting("")) {
            assertThat(interrupted(server.connection(), endless)).isEqualTo("RETRY true");
            assertThat(cut.get(10, TimeUnit.SECONDS)).isEqualTo("cut");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nX-Click",
                "HTTP/1.1 200 OK\r\nX-ClickHouse-A: 1\r\n\r\nabc"
            })
    void whileTheAnswerIsAwaited(String beginning) throws Exception {
        try (ScriptedServer server = waiting(beginning)) {
            assertThat(interrupted(server.connection(), Bytes.of("1\n"))).isEqualTo("RETRY true");
            assertThat(cut.get(10, TimeUnit.SECONDS)).isEqualTo("cut");
        }
    }

    /** A file that is read through a channel hears interrupts too, and then no longer. */
    @Test
    void afterAFileWasRead() throws Exception {
        Payload file =
                Payload.of(
                        3,
                        out -> {
                            try (FileChannel channel = FileChannel.open(Path.of("pom.xml"))) {
                                ByteBuffer three = ByteBuffer.allocate(3);
                                channel.read(three);
                                out.write(three.array());
                            }
                        },
                        () -> {});
        try (ScriptedServer server = waiting("")) {
            assertThat(interrupted(server.connection(), file)).isEqualTo("RETRY true");
        }
    }

    @Test
    void whileAFreeConnectionIsAwaited() throws Exception {
        try (ScriptedServer server = waiting("");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            Thread first = new Thread(() -> outcome(client, Bytes.of("1\n")));
            first.start();
            busy.await();
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Thread second = new Thread(() -> outcome.complete(outcome(client, Bytes.of("2\n"))));
            second.start();
            Await.until(
                    "the second request to wait",
                    Duration.ofSeconds(20),
                    () -> second.getState() == Thread.State.TIMED_WAITING);
            second.interrupt();
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo("RETRY true");
        }
    }

    @Test
    void anInterruptedThreadSendsNothing() throws Exception {
        try (ScriptedServer server = waiting("");
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            Thread.currentThread().interrupt();
            assertThat(outcome(client, Bytes.of("1\n"))).isEqualTo("RETRY true");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private String interrupted(ConnectionConfig config, Payload payload) throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            Thread sender = new Thread(() -> outcome.complete(outcome(client, payload)));
            sender.start();
            busy.await();
            sender.interrupt();
            return outcome.get(20, TimeUnit.SECONDS);
        } finally {
            ended.countDown();
        }
    }

    private static String outcome(ClickHouseClient client, Payload payload) {
        try {
            client.insert(insert(payload));
            return "ended";
        } catch (ClickHouseException e) {
            return e.kind() + " " + Thread.currentThread().isInterrupted();
        }
    }

    /** Says that it is busy, and is silent until the client must have cut the connection. */
    private ScriptedServer waiting(String beginning) throws Exception {
        return ScriptedServer.playing(
                (own, rest, out) -> {
                    if (!beginning.isEmpty()) {
                        own.readBody(rest);
                    }
                    out.write(beginning.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    busy.countDown();
                    while (ended.getCount() > 0) {
                        own.pause(10);
                    }
                    try {
                        while (true) {
                            own.pause(10);
                            out.write('x');
                        }
                    } catch (IOException end) {
                        cut.complete("cut");
                    }
                });
    }

    private static InsertRequest insert(Payload payload) {
        return new InsertRequest("INSERT INTO t FORMAT TSV", "q", Map.of(), payload, false);
    }
}
