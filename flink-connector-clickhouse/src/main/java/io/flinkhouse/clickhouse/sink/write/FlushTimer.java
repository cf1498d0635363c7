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
 * <p>At most one timer is registered; when it comes too early for the block that is open by then,
 * it is registered again for the rest of the time.
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

    /** A row has been added. */
    public void rowAdded() {
        if (!open) {
            open = true;
            openedAt = clock.getCurrentProcessingTime();
            register();
        }
    }

    /** The block has been sealed. */
    public void blockSealed() {
        open = false;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what fired() throws fails the task
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
     * Not due yet, or due while every slot was taken: then the block may grow for another round.
     */
    private void postpone(long time) {
        if (time - openedAt >= intervalMillis) {
            openedAt = time;
        }
        register();
    }
}
