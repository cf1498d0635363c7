// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.StringData;

/**
 * Values of a {@code LowCardinality} column: the distinct ones as objects, and an index per row.
 */
final class DictionaryVector extends Vector {

    private final Object[] keys;
    private final int[] indexes;

    DictionaryVector(Object[] keys, int[] indexes) {
        this.keys = keys;
        this.indexes = indexes;
    }

    @Override
    Object get(int row) {
        return keys[indexes[row]];
    }

    @Override
    boolean isNull(int row) {
        return keys[indexes[row]] == null;
    }

    @Override
    StringData string(int row) {
        return (StringData) keys[indexes[row]];
    }
}
