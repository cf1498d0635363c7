// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
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

    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final int MAX_INLINE_BLOCK = 64 << 10;
    private static final int MAX_INLINE_TOTAL = 1 << 20;
    private static final long SWEEP_EVERY_MILLIS = Duration.ofHours(1).toMillis();

    private final ExactlyOnceConfig exactlyOnce;
    private final RetryConfig retry;
    private final WriterAttempt attempt;
    private final Spool spool;
    private final FenceSequence fences;
    private final ExecutorService uploads;
    private final Semaphore room;
    private final List<Future<Committable>> sealed = new ArrayList<>();
    private int inlineBytes;
    private final AtomicLong spooledBytes = new AtomicLong();
    private long nextSweep = System.currentTimeMillis() + SWEEP_EVERY_MILLIS;

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

    /** Checks at the start that the spool is usable. */
    public void probe() throws IOException {
        spool.probe(attempt.sinkUid());
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
        Payload payload = encoded.kept();
        long now = System.currentTimeMillis();
        BlockMetadata block =
                new BlockMetadata(
                        BlockId.next(now),
                        new BlockOrigin(attempt.sinkUid(), attempt.epoch(), now),
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
                Retry.call(
                        retry,
                        () -> {
                            try {
                                return spool.write(block, payload);
                            } catch (IOException e) {
                                throw new ClickHouseException(
                                        ClickHouseException.NO_CODE,
                                        FailureKind.RETRY,
                                        "Cannot keep "
                                                + block
                                                + " below '"
                                                + exactlyOnce.spoolPath()
                                                + "': "
                                                + e.getMessage(),
                                        e);
                            }
                        },
                        (attempts, wait, failure) ->
                                LOG.info(
                                        "Retrying the spool in {} after: {}",
                                        wait,
                                        failure.getMessage()));
        payload.release();
        spooledBytes.addAndGet(block.content().length());
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
        sweepNowAndThen();
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

    /**
     * Removes old files from time to time, but not at the start, when restored blocks may be old
     * and not yet committed.
     */
    private void sweepNowAndThen() {
        long now = System.currentTimeMillis();
        if (attempt.subtask() != 0 || now < nextSweep) {
            return;
        }
        nextSweep = now + SWEEP_EVERY_MILLIS;
        long before = now - exactlyOnce.retention().toMillis();
        uploads.execute(
                () -> {
                    try {
                        int removed = spool.sweep(attempt.sinkUid(), before);
                        LOG.info(
                                "Removed {} files older than the retention from the spool",
                                removed);
                    } catch (IOException e) {
                        LOG.warn(
                                "Old files in the spool could not be removed; trying again later",
                                e);
                    }
                });
    }

    /**
     * Stops running uploads. Files of sealed blocks are kept, because a checkpoint may refer to
     * them.
     */
    @Override
    public void close() {
        uploads.shutdownNow();
    }
}
