// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.RowData;

import java.util.AbstractList;
import java.util.RandomAccess;

/** The rows of a decoded block. A row is created when it is asked for. */
final class BlockRows extends AbstractList<RowData> implements RandomAccess {

    private final Vector[] columns;
    private final int size;

    BlockRows(Vector[] columns, int size) {
        this.columns = columns;
        this.size = size;
    }

    @Override
    public RowData get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return new BlockRow(columns, index);
    }

    @Override
    public int size() {
        return size;
    }
}
