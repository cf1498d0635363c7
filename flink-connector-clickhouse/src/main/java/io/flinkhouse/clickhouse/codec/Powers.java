// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/** Computes powers of ten, and products that fit 64 bits. */
final class Powers {

    private static final long[] LONGS = new long[19];

    static {
        LONGS[0] = 1;
        for (int i = 1; i < LONGS.length; i++) {
            LONGS[i] = LONGS[i - 1] * 10;
        }
    }

    private Powers() {}

    /** Returns 10 to the power of 0 to 18. */
    static long of(int exponent) {
        return LONGS[exponent];
    }

    /** Returns the product; empty if it does not fit 64 bits. */
    static long multiply(long value, long factor) {
        long product = value * factor;
        if (Math.multiplyHigh(value, factor) != product >> Long.SIZE - 1) {
            throw new UnfitValueException(
                    "a value that has more than 64 bits when multiplied by " + factor);
        }
        return product;
    }
}
