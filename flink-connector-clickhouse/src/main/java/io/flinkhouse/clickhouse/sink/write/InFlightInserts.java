// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.EncodedBlock;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.operators.MailboxExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs inserts in flight: at most a fixed number at a time, each on its own thread.
 *
 * <p>Holds under these conditions:
 *
 * <ul>
 *   <li>A block is forgotten only after the server has acknowledged it.
 *   <li>The first failure is kept and thrown by every later call on the task's thread; an idle task
 *       is woken for it through its mailbox.
 *   <li>{@link #close} ends running inserts and starts none. It never throws: Flink also closes
 *       failed tasks, and an exception at that time would end the TaskManager with all its jobs. It
 *       logs a failure that was not thrown yet; the end of the input and checkpoints that wait for
 *       inserts throw every failure that matters.
 * </ul>
 */
@Internal
public final class InFlightInserts {

    private static final Logger LOG = LoggerFactory.getLogger(InFlightInserts.class);
    private static final long CLOSE_SECONDS = 30;

    private final BatchSender sender;
    private final SinkMetrics metrics;
    private final MailboxExecutor mailbox;
    private final ExecutorService threads;
    private final int limit;

    private int running;
    private boolean closed;
    private boolean failureSeen;
    private volatile Throwable failure;

    public InFlightInserts(
            BatchSender sender, int limit, SinkMetrics metrics, MailboxExecutor mailbox) {
        this.sender = sender;
        this.limit = limit;
        this.metrics = metrics;
        this.mailbox = mailbox;
        this.threads = Executors.newFixedThreadPool(limit, InFlightInserts::thread);
        metrics.watchInFlight(this::running);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "clickhouse-insert");
        thread.setDaemon(true);
        return thread;
    }

    synchronized int running() {
        return running;
    }

    public synchronized boolean hasSlot() {
        return running < limit;
    }

    /** Waits until another insert may start. */
    public synchronized void awaitSlot() throws IOException, InterruptedException {
        while (failure == null && running == limit) {
            wait();
        }
        throwIfFailed();
    }

    /** Starts an insert; the caller must have checked {@link #hasSlot}. */
    public void start(SealedBatch block) {
        synchronized (this) {
            if (closed || running == limit) {
                throw new IllegalStateException("No slot for an insert: " + running + " running");
            }
            running++;
        }
        threads.execute(() -> send(block));
    }

    /** Waits until the server has acknowledged every block. */
    public synchronized void awaitAll() throws IOException, InterruptedException {
        while (failure == null && running > 0) {
            wait();
        }
        throwIfFailed();
    }

    public void throwIfFailed() throws IOException {
        if (failure != null) {
            throwFailure();
        }
    }

    private synchronized void throwFailure() throws IOException {
        failureSeen = true;
        if (failure instanceof Error error) {
            throw error; // Flink may have to end the process for a fatal error
        }
        if (failure instanceof IOException io) {
            throw io; // wrapped, its text would be twice in the log
        }
        throw new IOException("An insert failed: " + failure, failure);
    }

    private void send(SealedBatch block) {
        long start = System.nanoTime();
        try {
            metrics.refused(sender.send(block, metrics::retried));
            acknowledged(block.block(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        } catch (Throwable e) { // every failure must reach the task
            failed(block.block(), e);
        }
    }

    private synchronized void acknowledged(EncodedBlock block, long millis) {
        metrics.acknowledged(block, millis);
        block.release();
        LOG.debug("Inserted {} rows, {} bytes in {} ms", block.rows(), block.length(), millis);
        running--;
        notifyAll();
    }

    private synchronized void failed(EncodedBlock block, Throwable e) {
        running--;
        notifyAll();
        if (closed) {
            LOG.debug("An insert ended with its writer", e);
            return;
        }
        metrics.failed(block);
        if (failure == null) {
            failure = e;
            wakeTask();
        }
    }

    private void wakeTask() {
        try {
            mailbox.execute(this::throwIfFailed, "failure of an insert");
        } catch (RejectedExecutionException e) {
            LOG.debug("The task has ended; close() logs the failure", e);
        }
    }

    public void close() {
        synchronized (this) {
            closed = true;
        }
        threads.shutdownNow();
        boolean interrupted = awaitThreads();
        sender.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null && !failureSeen) {
            LOG.warn(
                    "An insert failed while its task ended, and no checkpoint holds its rows",
                    failure);
        }
    }

    /**
     * Waits for the threads; returns true if interrupted, because the task is then being cancelled.
     */
    private boolean awaitThreads() {
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "Inserts still run {} s after they were told to end. Check the network, and"
                                + " that the server is up",
                        CLOSE_SECONDS);
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
