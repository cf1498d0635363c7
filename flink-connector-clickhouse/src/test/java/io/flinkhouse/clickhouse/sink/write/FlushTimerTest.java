// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import org.apache.flink.api.common.operators.ProcessingTimeService;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests when a block is flushed, with a clock that the test moves. */
class FlushTimerTest {

    private final Clock clock = new Clock();
    private final List<Long> flushes = new ArrayList<>();
    private boolean slotsTaken;
    private final FlushTimer timer =
            new FlushTimer(
                    clock,
                    Duration.ofMillis(100),
                    () -> {
                        flushes.add(clock.now);
                        if (!slotsTaken) {
                            this.timer().blockSealed();
                        }
                    });

    @Test
    void aBlockIsDueWhenItsFirstRowHasWaited() throws Exception {
        clock.runTo(50);
        timer.rowAdded();
        clock.runTo(120);
        timer.rowAdded();
        clock.runTo(149);
        assertThat(flushes).isEmpty();
        clock.runTo(150);
        assertThat(flushes).containsExactly(150L);
    }

    @Test
    void withoutRowsNothingIsEverDue() throws Exception {
        timer.rowAdded();
        clock.runTo(10_000);
        assertThat(flushes).containsExactly(100L);
        assertThat(clock.timers).isEmpty();
    }

    @Test
    void theNextBlockWaitsFromItsOwnFirstRow() throws Exception {
        timer.rowAdded();
        clock.runTo(40);
        timer.blockSealed(); // full, or a checkpoint
        clock.runTo(70);
        timer.rowAdded();
        clock.runTo(169);
        assertThat(flushes).isEmpty();
        clock.runTo(170);
        assertThat(flushes).containsExactly(170L);
    }

    @Test
    void atMostOneTimerIsRegistered() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            timer.rowAdded();
            timer.blockSealed();
            clock.runTo(i / 10);
        }
        timer.rowAdded();
        assertThat(clock.timers).hasSize(1);
        assertThat(clock.registered).isEqualTo(1);
    }

    @Test
    void aBlockThatIsDueWhileNoSlotIsFreeGrowsForAnotherRound() throws Exception {
        slotsTaken = true;
        timer.rowAdded();
        clock.runTo(350);
        assertThat(flushes).containsExactly(100L, 200L, 300L);
        slotsTaken = false;
        clock.runTo(1_000);
        assertThat(flushes).containsExactly(100L, 200L, 300L, 400L);
    }

    /** An exception of the callback reaches Flink, which fails the task. */
    @Test
    void aFailureOfTheFlushIsNotSwallowed() {
        FlushTimer failing =
                new FlushTimer(
                        clock,
                        Duration.ofMillis(1),
                        () -> {
                            throw new IOException("refused");
                        });
        failing.rowAdded();
        assertThatThrownBy(() -> clock.runTo(1)).hasMessage("refused");
    }

    private FlushTimer timer() {
        return timer;
    }

    /** Flink's clock and timers, moved by hand. */
    private static final class Clock implements ProcessingTimeService {

        private final TreeMap<Long, List<ProcessingTimeCallback>> timers = new TreeMap<>();
        private long now;
        private int registered;

        /** Fires what is due on the way, a timer at its own time. */
        void runTo(long time) throws Exception {
            while (!timers.isEmpty() && timers.firstKey() <= time) {
                now = Math.max(now, timers.firstKey());
                for (ProcessingTimeCallback callback : timers.pollFirstEntry().getValue()) {
                    callback.onProcessingTime(now);
                }
            }
            now = time;
        }

        @Override
        public long getCurrentProcessingTime() {
            return now;
        }

        @Override
        public ScheduledFuture<?> registerTimer(long time, ProcessingTimeCallback target) {
            registered++;
            timers.computeIfAbsent(time, t -> new ArrayList<>()).add(target);
            return new Timer();
        }
    }

    private static final class Timer extends CompletableFuture<Void>
            implements ScheduledFuture<Void> {

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }
}
