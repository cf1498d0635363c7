// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes a response off the socket in a thread of its own, and keeps it for the reader: in memory up
 * to a limit, and in a file once the reader has paused. So a reader may pause for any time, while
 * the server gives up a connection that takes nothing for 30 seconds. A reader that is only slower
 * than the server needs no file: the thread waits for it. Once file and memory are full, the thread
 * waits too.
 *
 * <p>One thread reads the stream. Memory is filled again only when the file is empty, so the bytes
 * in memory always precede those in the file.
 */
final class ResponseBuffer extends InputStream {

    private static final int CHUNK = 1 << 17;

    /** More bytes than the buffers of both sockets have room for. */
    private static final long IN_SOCKETS = 64L << 20;

    private static final byte[] NOTHING = new byte[0];
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A shorter wait of the thread is no reason for a server to give up the connection. */
    private static final Duration LONG_WAIT = Duration.ofSeconds(1);

    /** A reader that takes nothing for this time pauses; servers have more patience. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final InputStream socket;
    private final Runnable cut;
    private final long pauseNanos;
    private final long mostChunks;
    private final SpillFile file;
    private final Thread thread;

    private final Deque<Chunk> memory = new ArrayDeque<>();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private boolean ended;
    private boolean closed;
    private Throwable failure;
    private Duration longestWait = Duration.ZERO;
    private long sinceWait;
    private long lastTaken = System.nanoTime();

    /** The bytes that the reader takes next. */
    private byte[] current = NOTHING;

    private int position;
    private int end;

    /** The bytes of the first chunk that the reader has taken, or is taking. */
    private int taken;

    /** The thread fills a chunk while the reader takes what was filled before. */
    private static final class Chunk {
        private final byte[] bytes = new byte[CHUNK];
        private int filled;
    }

    /**
     * Starts the thread.
     *
     * @param socket the body of the response
     * @param cut cuts the connection of the response
     * @param pause how long the reader takes nothing before a file is used
     */
    ResponseBuffer(InputStream socket, Runnable cut, ReadBuffer limits, Duration pause) {
        this.pauseNanos = pause.toNanos();
        this.socket = socket;
        this.cut = cut;
        this.mostChunks = limits.memory() / CHUNK;
        this.file = new SpillFile(limits);
        this.thread = new Thread(this::fill, "clickhouse-response");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /**
     * Waits for bytes.
     *
     * @throws IOException if the response broke off behind the bytes that were read; its cause is
     *     the failure of the thread
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == end && !advance()) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    /** Cuts the connection unless the response has ended, and waits for the end of the thread. */
    @Override
    public void close() throws IOException {
        boolean early;
        synchronized (this) {
            early = !ended;
            closed = true;
            memory.clear();
            free.clear();
            notifyAll();
        }
        if (early) {
            cut.run();
        }
        joinThread();
        file.close();
    }

    private void joinThread() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Moves to the next bytes; returns false at the end. */
    private boolean advance() throws IOException {
        synchronized (this) {
            requireOpen();
            lastTaken = System.nanoTime();
            if (taken == CHUNK) {
                recycle(memory.remove());
                taken = 0;
                notifyAll();
            }
            awaitBytes();
            if (hasMemory()) {
                Chunk first = memory.element();
                current = first.bytes;
                position = taken;
                end = first.filled;
                taken = end;
                return true;
            }
            if (file.isEmpty()) {
                return false;
            }
        }
        current = new byte[CHUNK];
        position = 0;
        end = file.read(current);
        synchronized (this) {
            notifyAll();
        }
        return true;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the response was closed");
        }
    }

    private boolean hasMemory() {
        return !memory.isEmpty() && memory.element().filled > taken;
    }

    private void awaitBytes() throws IOException {
        while (!hasMemory() && file.isEmpty() && !ended && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cut.run();
                throw new InterruptedIOException("interrupted while waiting for the response");
            }
        }
        requireOpen();
        if (!hasMemory() && file.isEmpty() && failure != null) {
            throw failure instanceof ClickHouseException known
                    ? new ClickHouseException(known.code(), known.kind(), known.getMessage(), known)
                    : new IOException(failure);
        }
    }

    private void fill() {
        Throwable problem = null;
        try {
            while (take()) {}
        } catch (IOException | RuntimeException | Error e) {
            problem = ofWait(e);
            cut.run();
        }
        synchronized (this) {
            failure = problem;
            ended = true;
            notifyAll();
        }
    }

    /** Returns the failure as one of the full buffer, if the thread had to wait for long. */
    private synchronized Throwable ofWait(Throwable socket) {
        return longestWait.compareTo(LONG_WAIT) < 0 || socket instanceof ClickHouseException
                ? socket
                : file.failure(
                        "was full, and nothing was taken from it for "
                                + longestWait.toSeconds()
                                + " s, so the server gave up",
                        FailureKind.RETRY,
                        socket);
    }

    /** Takes bytes off the socket; returns false at the end of the response or of its use. */
    private boolean take() throws IOException {
        Chunk room = room();
        if (isClosed()) {
            return false;
        }
        Chunk target = room == null ? spare() : room;
        int length = socket.read(target.bytes, target.filled, CHUNK - target.filled);
        if (length > 0 && room == null) {
            file.write(target.bytes, length);
        }
        synchronized (this) {
            forgetWait(length);
            if (room == null) {
                recycle(target);
            } else if (length > 0) {
                target.filled += length;
            }
            notifyAll();
            return length >= 0 && !closed;
        }
    }

    /** Bytes that wait in the buffers of the sockets do not show that the server has gone on. */
    private void forgetWait(int length) {
        sinceWait += Math.max(0, length);
        if (sinceWait > IN_SOCKETS) {
            longestWait = Duration.ZERO;
        }
    }

    /** Waits for room, and returns a chunk in memory; null if the file must take the next bytes. */
    private synchronized Chunk room() throws InterruptedIOException {
        long start = System.nanoTime();
        for (long millis = patience(); millis >= 0; millis = patience()) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new InterruptedIOException(e.getMessage());
            }
            if (millis == 0) {
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                longestWait = waited.compareTo(longestWait) > 0 ? waited : longestWait;
                sinceWait = 0;
            }
        }
        if (!hasRoom()) {
            return null;
        }
        if (memory.isEmpty() || memory.getLast().filled == CHUNK) {
            memory.add(spare());
        }
        return memory.getLast();
    }

    /**
     * Returns how long to wait for the reader: 0 for as long as it takes; negative for not at all.
     */
    private long patience() {
        if (hasRoom() || closed) {
            return -1;
        }
        if (!file.hasRoom(CHUNK)) {
            return 0;
        }
        long untilPause = lastTaken + pauseNanos - System.nanoTime();
        return file.isEmpty() && untilPause > 0 ? 1 + untilPause / NANOS_PER_MILLI : -1;
    }

    /** Bytes in memory precede those in the file, so it takes none while the file has some. */
    private boolean hasRoom() {
        return file.isEmpty() && (memory.size() < mostChunks || memory.getLast().filled < CHUNK);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized Chunk spare() {
        Chunk chunk = free.poll();
        return chunk == null ? new Chunk() : chunk;
    }

    private void recycle(Chunk chunk) {
        chunk.filled = 0;
        free.add(chunk);
    }
}
