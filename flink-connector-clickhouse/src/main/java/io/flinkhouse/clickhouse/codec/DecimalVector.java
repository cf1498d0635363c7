// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.DecimalData;

/** Decimals of at most 18 digits as unscaled values. */
final class DecimalVector extends Vector {

    private final long[] unscaled;
    private final int precision;
    private final int scale;

    DecimalVector(long[] unscaled, int precision, int scale) {
        this.unscaled = unscaled;
        this.precision = precision;
        this.scale = scale;
    }

    @Override
    DecimalData get(int row) {
        return DecimalData.fromUnscaledLong(unscaled[row], precision, scale);
    }

    @Override
    DecimalData decimal(int row) {
        return get(row);
    }
}
