// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Encodes and decodes {@code Array(T)}: the end offset of each row's elements, then all elements.
 * NULL is the empty array.
 */
final class ArrayColumn implements Column {

    private final Column elements;
    private final Cell element = new Cell();
    private final ByteWriter ends = new ByteWriter();

    ArrayColumn(Column elements) {
        this.elements = elements;
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            appendDefault();
            return;
        }
        ArrayData array = cell.array();
        int size = array.size();
        ends.int64(ends.add(size));
        element.of(array);
        for (int i = 0; i < size; i++) {
            element.index(i);
            elements.append(element);
        }
        element.release();
    }

    @Override
    public void appendDefault() {
        ends.int64(ends.count());
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(ends);
        elements.streams(visitor);
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        elements.dictionaries(visitor);
    }

    @Override
    public void writePrefix(ByteWriter out) {
        elements.writePrefix(out);
    }

    @Override
    public void finish() {
        elements.finish();
    }

    @Override
    public void reset() {
        elements.reset();
    }

    @Override
    public void readPrefix(ByteReader in) {
        elements.readPrefix(in);
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        int[] ends = readEnds(in, rows);
        int total = rows == 0 ? 0 : ends[rows - 1];
        Object[] all = elements.read(in, total).objects(total);
        Object[] arrays = new Object[rows];
        int start = 0;
        for (int i = 0; i < rows; i++) {
            arrays[i] = new GenericArrayData(Arrays.copyOfRange(all, start, ends[i]));
            start = ends[i];
        }
        return new ObjectVector(arrays);
    }

    /**
     * Reads the end offsets; checks that none is below its predecessor and none beyond the input.
     */
    static int[] readEnds(ByteReader in, int rows) {
        int[] ends = new int[in.size(rows, Long.BYTES)];
        int last = 0;
        for (int i = 0; i < rows; i++) {
            long end = in.int64();
            if (end < last) {
                throw in.corrupt("array offset " + end + " is before " + last);
            }
            last = in.size(end, 1);
            ends[i] = last;
        }
        return ends;
    }
}
