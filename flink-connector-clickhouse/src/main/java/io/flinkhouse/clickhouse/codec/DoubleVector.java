// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/** Values of DOUBLE. */
final class DoubleVector extends Vector {

    private final double[] values;

    DoubleVector(double[] values) {
        this.values = values;
    }

    @Override
    Object get(int row) {
        return values[row];
    }

    @Override
    double float64(int row) {
        return values[row];
    }
}
