// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.MapData;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Encodes and decodes {@code Map(K, V)}: the end offset of each row's entries, then all keys, then
 * all values. NULL is the empty map.
 */
final class MapColumn implements Column {

    private final Column keys;
    private final Column values;
    private final Cell item = new Cell();
    private final ByteWriter ends = new ByteWriter();

    MapColumn(Column keys, Column values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            appendDefault();
            return;
        }
        MapData map = cell.map();
        int size = map.size();
        ends.int64(ends.add(size));
        append(map.keyArray(), size, keys);
        append(map.valueArray(), size, values);
        item.release();
    }

    private void append(ArrayData items, int size, Column column) {
        item.of(items);
        for (int i = 0; i < size; i++) {
            item.index(i);
            column.append(item);
        }
    }

    @Override
    public void appendDefault() {
        ends.int64(ends.count());
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(ends);
        keys.streams(visitor);
        values.streams(visitor);
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        keys.dictionaries(visitor);
        values.dictionaries(visitor);
    }

    @Override
    public void writePrefix(ByteWriter out) {
        keys.writePrefix(out);
        values.writePrefix(out);
    }

    @Override
    public void finish() {
        keys.finish();
        values.finish();
    }

    @Override
    public void reset() {
        keys.reset();
        values.reset();
    }

    @Override
    public void readPrefix(ByteReader in) {
        keys.readPrefix(in);
        values.readPrefix(in);
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        int[] ends = ArrayColumn.readEnds(in, rows);
        int total = rows == 0 ? 0 : ends[rows - 1];
        Object[] allKeys = keys.read(in, total).objects(total);
        Object[] allValues = values.read(in, total).objects(total);
        Object[] maps = new Object[rows];
        int next = 0;
        for (int i = 0; i < rows; i++) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (; next < ends[i]; next++) {
                map.put(allKeys[next], allValues[next]);
            }
            maps[i] = new GenericMapData(map);
        }
        return new ObjectVector(maps);
    }
}
