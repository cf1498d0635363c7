// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.error.BadValueException;

import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;

/**
 * Measures how the cost of a value grows with its size: the CPU time of this thread for a value of
 * some size and for one four times as large. Other processes of the machine do not count.
 */
public final class Growth {

    /** Less than this per byte is cheap, however it grows. */
    private static final double CHEAP_NANOS = 60;

    /** Four times the bytes may cost this much more per byte; quadratic work costs four times. */
    private static final double MOST = 2.5;

    private static final int FACTOR = 4;

    /** Work on a value, which may refuse it. */
    public interface Work {
        void on(Object value);
    }

    private Growth() {}

    /**
     * Returns the nanoseconds per byte of the larger value, or 0 if they are few or do not grow
     * with the size.
     */
    public static double excess(int size, IntFunction<Object> values, Work work) {
        Object small = values.apply(size);
        Object large = values.apply(size * FACTOR);
        cost(small, size, work);
        double before = 0;
        double after = 0;
        for (int attempt = 0; attempt < 3; attempt++) {
            after = cost(large, size * FACTOR, work);
            before = cost(small, size, work);
            if (after < CHEAP_NANOS || after < before * MOST) {
                return 0;
            }
        }
        return after;
    }

    private static double cost(Object value, int size, Work work) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            work.on(value);
        } catch (BadValueException e) {
            // Its cost counts too.
        }
        long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        return (end - start) / (double) size;
    }
}
