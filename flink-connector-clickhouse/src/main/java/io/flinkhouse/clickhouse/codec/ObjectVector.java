// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

/** Values that are kept as objects. */
final class ObjectVector extends Vector {

    private final Object[] values;

    ObjectVector(Object[] values) {
        this.values = values;
    }

    @Override
    Object get(int row) {
        return values[row];
    }

    @Override
    boolean isNull(int row) {
        return values[row] == null;
    }
}
