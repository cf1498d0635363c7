// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/** Values of INT, DATE or TIME. */
final class IntVector extends Vector {

    private final int[] values;

    IntVector(int[] values) {
        this.values = values;
    }

    @Override
    Object get(int row) {
        return values[row];
    }

    @Override
    int int32(int row) {
        return values[row];
    }
}
