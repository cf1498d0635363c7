// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.testutils.process.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the buffer between a socket and a reader of different speeds. */
@Timeout(60)
class ResponseBufferTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir private Path directory;
    private final AtomicInteger cuts = new AtomicInteger();

    /** Memory, file and the ring of the file are each filled and emptied many times. */
    @Test
    void keepsEveryByteInItsPlaceWhoeverIsFaster() throws Exception {
        int ahead = 15 * MEGABYTE / 8;
        byte[] sent = new byte[40 * MEGABYTE];
        new Random(1).nextBytes(sent);
        Semaphore allowed = new Semaphore(ahead);
        Random random = new Random(2);
        byte[] received = new byte[sent.length];
        int count = 0;
        try (ResponseBuffer buffer = buffer(new Metered(sent, allowed))) {
            byte[] piece = new byte[300_000];
            while (count < sent.length) {
                if (random.nextInt(20) == 0 && count + ahead < sent.length) {
                    Await.until(
                            "a full buffer",
                            Duration.ofSeconds(30),
                            () -> allowed.availablePermits() == 0);
                }
                int read = buffer.read(piece, 0, 1 + random.nextInt(piece.length));
                System.arraycopy(piece, 0, received, count, read);
                count += read;
                allowed.release(read);
            }
            assertThat(buffer.read()).isEqualTo(-1);
            assertThat(buffer.read()).isEqualTo(-1);
        }
        assertThat(received).isEqualTo(sent);
        assertThat(cuts).hasValue(0);
    }

    @Test
    void aFailureOfTheSocketComesBehindTheBytesBeforeItWithItsCause() throws Exception {
        IOException reset = new IOException("Connection reset");
        InputStream failing =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw reset;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw reset;
                    }
                };
        InputStream socket =
                new SequenceInputStream(new ByteArrayInputStream(new byte[] {1, 2}), failing);
        try (ResponseBuffer buffer = buffer(socket)) {
            assertThat(buffer.readNBytes(2)).containsExactly(1, 2);
            assertThatThrownBy(buffer::read).isInstanceOf(IOException.class).hasCause(reset);
        }
    }

    @Test
    void anInterruptedReaderReturnsAtOnceAndCutsTheConnection() throws Exception {
        Semaphore never = new Semaphore(0);
        try (ResponseBuffer buffer = buffer(new Metered(new byte[10], never))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(buffer::read).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(cuts).hasValue(1);
            never.release(10);
        }
    }

    @Test
    void aReaderThatIsOnlySlowerNeedsNoFile() throws Exception {
        byte[] sent = new byte[10 * MEGABYTE];
        ReadBuffer limits = new ReadBuffer(MEGABYTE, 2 * MEGABYTE, directory.toFile());
        try (ResponseBuffer buffer =
                new ResponseBuffer(
                        new ByteArrayInputStream(sent),
                        cuts::incrementAndGet,
                        limits.in(directory.resolve("missing").toFile()),
                        Duration.ofMinutes(1))) {
            assertThat(buffer.readAllBytes()).hasSameSizeAs(sent);
        }
    }

    private ResponseBuffer buffer(InputStream socket) {
        return new ResponseBuffer(
                socket,
                cuts::incrementAndGet,
                new ReadBuffer(MEGABYTE, 2 * MEGABYTE, directory.toFile()),
                Duration.ofMillis(10));
    }

    /** A socket that gives so many bytes as are allowed. */
    private static final class Metered extends ByteArrayInputStream {
        private final Semaphore allowed;

        Metered(byte[] bytes, Semaphore allowed) {
            super(bytes);
            this.allowed = allowed;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            int most = Math.min(length, available());
            if (most == 0) {
                return -1;
            }
            allowed.acquireUninterruptibly();
            int more = 0;
            while (1 + more < most && allowed.tryAcquire()) {
                more++;
            }
            return super.read(target, offset, 1 + more);
        }
    }
}
