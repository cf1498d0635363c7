// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.operators.ProcessingTimeService;

import java.io.IOException;
import java.time.Duration;

/**
 * Triggers a flush on the task's thread when the oldest row of the batch reaches the flush
 * interval.
 *
 * <p>At most one timer is registered. If it fires too early for the block that is open by then, it
 * is registered again for the remaining time.
 */
@Internal
public final class FlushTimer {

    /** Flushes a block that is due. */
    public interface Due {
        void run() throws IOException, InterruptedException;
    }

    private final ProcessingTimeService clock;
    private final long intervalMillis;
    private final Due due;
    private long openedAt;
    private boolean open;
    private boolean registered;

    public FlushTimer(ProcessingTimeService clock, Duration interval, Due due) {
        this.clock = clock;
        this.intervalMillis = interval.toMillis();
        this.due = due;
    }

    /** Starts the timer for the first row of a block. */
    public void rowAdded() {
        if (!open) {
            open = true;
            openedAt = clock.getCurrentProcessingTime();
            register();
        }
    }

    /** Resets the timer after the block was sealed. */
    public void blockSealed() {
        open = false;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // an exception from fired() fails the task
    private void register() {
        if (!registered) {
            registered = true;
            clock.registerTimer(openedAt + intervalMillis, this::fired);
        }
    }

    private void fired(long time) throws IOException, InterruptedException {
        registered = false;
        if (!open) {
            return;
        }
        if (time - openedAt >= intervalMillis) {
            due.run();
        }
        if (open) {
            postpone(time);
        }
    }

    /**
     * Registers the timer again: the block is not due yet, or it is due but all inserts are in
     * flight, so it may grow for another interval.
     */
    private void postpone(long time) {
        if (time - openedAt >= intervalMillis) {
            openedAt = time;
        }
        register();
    }
}
