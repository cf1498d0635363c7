// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/** Values of FLOAT. */
final class FloatVector extends Vector {

    private final float[] values;

    FloatVector(float[] values) {
        this.values = values;
    }

    @Override
    Object get(int row) {
        return values[row];
    }

    @Override
    float float32(int row) {
        return values[row];
    }
}
