// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import org.apache.flink.annotation.Internal;

import java.util.function.LongSupplier;

/**
 * Generates fence numbers, the values of the hidden column that ties every row to its block.
 *
 * <p>30 bits of seconds since 2025-01-01, 16 of a run's nonce, 14 of the subtask, 4 of a sequence
 * that carries into the seconds. The rows of one run share most bits, so that {@code CODEC(T64,
 * ZSTD(1))} compresses the column well; it could not compress random numbers. Never 0, which means
 * "no fence".
 */
@Internal
public final class FenceSequence {

    private static final long EPOCH_SECONDS = 1_735_689_600L; // 2025-01-01T00:00:00Z
    private static final int SECONDS_SHIFT = 34;
    private static final int NONCE_SHIFT = 18;
    private static final int SUBTASK_SHIFT = 4;
    private static final int PER_SECOND = 1 << SUBTASK_SHIFT;
    private static final int MAX_SUBTASKS = 1 << (NONCE_SHIFT - SUBTASK_SHIFT);

    static final long MAX_NONCE = (1 << (SECONDS_SHIFT - NONCE_SHIFT)) - 1;

    private final LongSupplier clockMillis;
    private final long fixed;
    private long tick;

    /**
     * @param nonce the same for all subtasks of a run, different for every run
     * @throws IllegalArgumentException if there are more than 16 384 subtasks
     */
    public FenceSequence(long nonce, int subtask, LongSupplier clockMillis) {
        if (subtask >= MAX_SUBTASKS) {
            throw new IllegalArgumentException(
                    "Subtask "
                            + subtask
                            + " is beyond the 16384 that a fence can tell apart; set"
                            + " 'sink.parallelism' to at most 16384.");
        }
        this.clockMillis = clockMillis;
        this.fixed = nonce(nonce) << NONCE_SHIFT | (long) subtask << SUBTASK_SHIFT;
    }

    /** Returns the bits of a nonce that are part of a fence. */
    static long nonce(long nonce) {
        return nonce & MAX_NONCE;
    }

    /** Returns the lowest fence of a second since 1970. */
    static long firstAt(long second) {
        return Math.max(0, second - EPOCH_SECONDS) << SECONDS_SHIFT;
    }

    /** Returns the server's expression for the nonce of a fence. */
    static String nonceOf(String fence) {
        return "bitAnd(bitShiftRight(" + fence + ", " + NONCE_SHIFT + "), " + MAX_NONCE + ")";
    }

    /** Returns the server's expression for the subtask of a fence. */
    static String subtaskOf(String fence) {
        return "bitAnd(bitShiftRight("
                + fence
                + ", "
                + SUBTASK_SHIFT
                + "), "
                + (MAX_SUBTASKS - 1)
                + ")";
    }

    /**
     * Returns the next number, which is larger than all previous ones, even if the clock was set
     * back.
     */
    public long next() {
        long now = (clockMillis.getAsLong() / 1000 - EPOCH_SECONDS) * PER_SECOND;
        tick = Math.max(tick + 1, now);
        return tick / PER_SECOND << SECONDS_SHIFT | fixed | tick % PER_SECOND;
    }
}
