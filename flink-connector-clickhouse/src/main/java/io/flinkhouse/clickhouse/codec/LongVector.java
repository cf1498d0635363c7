// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/** Values of BIGINT. */
final class LongVector extends Vector {

    private final long[] values;

    LongVector(long[] values) {
        this.values = values;
    }

    @Override
    Object get(int row) {
        return values[row];
    }

    @Override
    long int64(int row) {
        return values[row];
    }
}
