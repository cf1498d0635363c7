// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.UUID;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * The temporary file of a response buffer: a ring of bytes that one thread writes and another one
 * reads. The file has no name once it is open where the system allows that, so that nothing is left
 * of it even if the process is killed.
 */
final class SpillFile implements AutoCloseable {

    private final ReadBuffer limits;
    private FileChannel channel;
    private long written;
    private long read;

    SpillFile(ReadBuffer limits) {
        this.limits = limits;
    }

    synchronized boolean isEmpty() {
        return written == read;
    }

    /**
     * Writes bytes behind the unread ones, for which there must be room.
     *
     * @throws ClickHouseException if the disk does not allow it
     */
    void write(byte[] bytes, int length) throws ClickHouseException {
        long place = nextWritten() % limits.disk();
        int before = (int) Math.min(length, limits.disk() - place);
        try {
            write(ByteBuffer.wrap(bytes, 0, before), place);
            write(ByteBuffer.wrap(bytes, before, length - before), 0);
            advance(length);
        } catch (IOException e) {
            throw failure("cannot be written: " + e, FailureKind.FAIL, e);
        }
    }

    private void write(ByteBuffer bytes, long place) throws IOException {
        long at = place;
        while (bytes.hasRemaining()) {
            at += open().write(bytes, at);
        }
    }

    /** Reads bytes that are not read yet, at least one, and returns their number. */
    int read(byte[] target) throws IOException {
        long place = nextRead() % limits.disk();
        long most = Math.min(unread(), limits.disk() - place);
        ByteBuffer room = ByteBuffer.wrap(target, 0, (int) Math.min(target.length, most));
        try {
            while (room.hasRemaining()) {
                int count = open().read(room, place);
                if (count < 0) {
                    throw new IOException("it is shorter than what was written");
                }
                place += count;
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw failure("cannot be read: " + e, FailureKind.FAIL, e);
        }
        advanceRead(room.limit());
        return room.limit();
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (channel == null) {
            Path path =
                    limits.directory()
                            .toPath()
                            .resolve("clickhouse-response-" + UUID.randomUUID() + ".tmp");
            channel = FileChannel.open(path, CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE);
        }
        return channel;
    }

    /** Tells whether so many more bytes may be written. */
    boolean hasRoom(int length) {
        return unread() + length <= limits.disk();
    }

    /**
     * Returns the offset of the next byte to be written. Once all is read, the file begins anew, so
     * that it grows no further than it must.
     */
    private synchronized long nextWritten() {
        if (written == read) {
            written = 0;
            read = 0;
        }
        return written;
    }

    private synchronized long unread() {
        return written - read;
    }

    private synchronized long nextRead() {
        return read;
    }

    private synchronized void advance(int count) {
        written += count;
    }

    private synchronized void advanceRead(int count) {
        read += count;
    }

    /** Returns the error of a buffer that could not keep the response for its reader. */
    ClickHouseException failure(String what, FailureKind kind, Throwable cause) {
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                kind,
                "The response of ClickHouse came faster than its rows were processed, and the"
                        + " buffer for it, a file in "
                        + limits.directory()
                        + ", "
                        + what
                        + ". Give that directory more room (Flink's option 'io.tmp.dirs' chooses"
                        + " it), or change '"
                        + ReadBuffer.DISK_OPTION
                        + "' = "
                        + limits.disk()
                        + " bytes or '"
                        + ReadBuffer.MEMORY_OPTION
                        + "' = "
                        + limits.memory()
                        + " bytes.",
                cause);
    }
}
