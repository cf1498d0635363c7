// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Seals encoded blocks: writes their bytes to the spool in the background, and returns the
 * committables at the checkpoint.
 *
 * <p>Used by the task thread. Holds at most {@code inFlight} blocks that are not yet in the spool,
 * whatever the checkpoint interval; {@link #add} waits if there are more.
 */
@Internal
public final class SpoolWriter implements AutoCloseable {

    private static final int MAX_INLINE_BLOCK = 64 << 10;
    private static final int MAX_INLINE_TOTAL = 1 << 20;

    private final ExactlyOnceConfig exactlyOnce;
    private final RetryConfig retry;
    private final WriterAttempt attempt;
    private final Spool spool;
    private final Path directory;
    private final SpoolSweep sweep;
    private final FenceSequence fences;
    private final ExecutorService uploads;
    private final Semaphore room;
    private final List<Future<Committable>> sealed = new ArrayList<>();
    private int inlineBytes;
    private volatile boolean closed;
    private final AtomicLong spooledBytes = new AtomicLong();

    /**
     * @param retry the retry settings of writing a file
     * @param inFlight the maximum of files that are written in parallel
     */
    public SpoolWriter(
            ExactlyOnceConfig exactlyOnce, RetryConfig retry, int inFlight, WriterAttempt attempt) {
        this.exactlyOnce = exactlyOnce;
        this.retry = retry;
        this.attempt = attempt;
        this.spool = new Spool(exactlyOnce.spoolPath());
        this.directory = spool.attempt(attempt.sinkUid(), exactlyOnce.retention());
        this.sweep = new SpoolSweep(spool, exactlyOnce.retention());
        this.fences =
                new FenceSequence(attempt.nonce(), attempt.subtask(), System::currentTimeMillis);
        this.room = new Semaphore(inFlight);
        this.uploads =
                Executors.newFixedThreadPool(
                        inFlight,
                        task -> {
                            Thread thread = new Thread(task, "clickhouse-spool");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Returns the attempt whose blocks these are. */
    public WriterAttempt attempt() {
        return attempt;
    }

    /** Checks at the start that the spool is usable. */
    public void probe() throws IOException {
        spool.probe(directory);
    }

    /**
     * Takes the place of the attempt before; for a batch job.
     *
     * @param operator the id of the writer's operator
     * @return false if blocks of the attempt before were sent; see {@link SentMark}
     */
    public boolean followInBatch(String operator) throws IOException {
        return SentMark.follow(directory, operator + "-" + attempt.subtask());
    }

    /** Returns the fence of the next block. */
    public long nextFence() {
        return fences.next();
    }

    /** Returns the number of bytes written to the spool so far. */
    public long spooledBytes() {
        return spooledBytes.get();
    }

    /**
     * Seals a block; another thread may write its bytes after the method returns.
     *
     * @throws IOException if an earlier block could not be written
     */
    public void add(InsertTarget target, EncodedBlock encoded)
            throws IOException, InterruptedException {
        rethrowFailure();
        Payload payload = encoded.withBoundaries();
        long now = System.currentTimeMillis();
        BlockMetadata block =
                new BlockMetadata(
                        BlockId.next(now),
                        new BlockOrigin(
                                directory.toString(), attempt.epoch(), attempt.sealedAt(now)),
                        target,
                        new PayloadInfo(
                                encoded.kind(),
                                encoded.rows(),
                                payload.length(),
                                Spool.checksum(payload),
                                true,
                                encoded.boundaries().length));
        if (payload.length() <= MAX_INLINE_BLOCK
                && inlineBytes + payload.length() <= MAX_INLINE_TOTAL) {
            inlineBytes += (int) payload.length();
            sealed.add(done(new Committable(block, new Inline(bytes(payload)))));
            payload.release();
            return;
        }
        room.acquire();
        sealed.add(
                uploads.submit(
                        () -> {
                            try {
                                return upload(block, payload);
                            } finally {
                                room.release();
                            }
                        }));
    }

    private static Future<Committable> done(Committable committable) {
        return CompletableFuture.completedFuture(committable);
    }

    private static byte[] bytes(Payload payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) payload.length());
        payload.writeTo(out);
        return out.toByteArray();
    }

    private Committable upload(BlockMetadata block, Payload payload)
            throws IOException, InterruptedException {
        PayloadLocation location =
                SpoolRetry.call(
                        retry,
                        "Cannot keep " + block + " below '" + exactlyOnce.spoolPath() + "'",
                        () -> spool.write(block, payload));
        RecentPayloads.OF_JVM.hold(this, block.id(), payload);
        if (closed) {
            RecentPayloads.OF_JVM.releaseAll(this);
        }
        spooledBytes.addAndGet(block.payload().length());
        return new Committable(block, location);
    }

    private void rethrowFailure() throws IOException, InterruptedException {
        for (Future<Committable> block : sealed) {
            if (block.isDone()) {
                get(block);
            }
        }
    }

    /**
     * Waits until the bytes of all blocks since the last call are durable, and returns the blocks.
     *
     * @throws IOException if a block could not be written; the checkpoint must fail
     */
    public List<Committable> take() throws IOException, InterruptedException {
        List<Committable> due = new ArrayList<>(sealed.size());
        for (Future<Committable> block : sealed) {
            due.add(get(block));
        }
        sealed.clear();
        inlineBytes = 0;
        if (attempt.subtask() == 0) {
            sweep.nowAndThen();
        }
        return due;
    }

    private static Committable get(Future<Committable> block)
            throws IOException, InterruptedException {
        try {
            return block.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // Flink may have to end the process for a fatal error
            }
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException(
                            "A sealed block could not be written to the spool", e.getCause());
        }
    }

    /** Stops uploads under way. Files of sealed blocks stay: a checkpoint may refer to them. */
    @Override
    public void close() {
        closed = true;
        uploads.shutdownNow();
        RecentPayloads.OF_JVM.releaseAll(this);
        sweep.close();
    }
}
