// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Cuts the connection of a request when its thread is interrupted or its time is over.
 *
 * <p>An interrupt does not end a read of a socket, but it closes a channel: the JDK then calls
 * {@link #implCloseChannel} in the interrupting thread.
 */
final class Guard extends AbstractInterruptibleChannel {

    private final Runnable cut;
    private volatile boolean late;

    Guard(Runnable cut) {
        this.cut = cut;
    }

    /** A step that may block. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** Cuts the request after this time; cancel the returned task when the request ends earlier. */
    Future<?> limit(ScheduledExecutorService timer, Duration time) {
        return timer.schedule(this::expire, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void expire() {
        late = true;
        try {
            close();
        } catch (IOException e) {
            throw new IllegalStateException(e); // cutting throws no exception
        }
    }

    /** Returns whether the time is over. */
    boolean isLate() {
        return late;
    }

    /**
     * Runs a step, which ends at once when this thread is interrupted.
     *
     * @throws IOException also if the request was cut
     */
    <T> T hold(Step<T> step) throws IOException {
        boolean completed = false;
        begin();
        try {
            T result = step.run();
            completed = true;
            return result;
        } finally {
            end(completed);
        }
    }

    /**
     * Registers for interrupts again, after another channel in this thread has replaced this one: a
     * read of a file.
     */
    void listenAgain() {
        begin();
    }

    @Override
    protected void implCloseChannel() {
        cut.run();
    }
}
