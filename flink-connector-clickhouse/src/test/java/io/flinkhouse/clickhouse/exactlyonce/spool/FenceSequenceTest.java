// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FenceSequenceTest {

    private static final long NOW = 1_790_000_000_000L;

    @Test
    void neverRepeatsAcrossSubtasksAndRuns() {
        Set<Long> seen = new HashSet<>();
        for (int nonce = 0; nonce < 20; nonce++) {
            for (int subtask = 0; subtask < 20; subtask++) {
                FenceSequence fences = new FenceSequence(nonce, subtask, () -> NOW);
                for (int i = 0; i < 50; i++) {
                    assertThat(seen.add(fences.next())).isTrue();
                }
            }
        }
    }

    @Test
    void growsWhenTheClockStepsBack() {
        AtomicLong clock = new AtomicLong(NOW);
        FenceSequence fences = new FenceSequence(7, 3, clock::get);
        long first = fences.next();
        clock.set(NOW - 3_600_000);

        assertThat(Long.compareUnsigned(fences.next(), first)).isPositive();
    }

    @Test
    void isNeverTheValueOfRowsWithoutFence() {
        assertThat(new FenceSequence(0, 0, () -> NOW).next()).isNotZero();
    }

    @Test
    void refusesMoreSubtasksThanItCanTellApart() {
        assertThatThrownBy(() -> new FenceSequence(0, 16_384, () -> NOW))
                .hasMessageContaining("sink.parallelism");
    }
}
