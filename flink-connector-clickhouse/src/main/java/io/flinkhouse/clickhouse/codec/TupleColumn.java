// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import org.apache.flink.table.data.GenericRowData;

import java.util.List;
import java.util.function.Consumer;

/** Encodes and decodes {@code Tuple(…)}: one column per part. NULL is the tuple of defaults. */
final class TupleColumn implements Column {

    private final Column[] parts;
    private final int[] fields;
    private final Cell field = new Cell();

    /**
     * @param fields for each part, the position of its field in the ROW
     */
    TupleColumn(List<Column> parts, int[] fields) {
        this.parts = parts.toArray(Column[]::new);
        this.fields = fields.clone();
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            appendDefault();
            return;
        }
        field.of(cell.row(fields.length));
        for (int i = 0; i < parts.length; i++) {
            field.index(fields[i]);
            parts[i].append(field);
        }
        field.release();
    }

    @Override
    public void appendDefault() {
        for (Column part : parts) {
            part.appendDefault();
        }
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        for (Column part : parts) {
            part.streams(visitor);
        }
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        for (Column part : parts) {
            part.dictionaries(visitor);
        }
    }

    @Override
    public void writePrefix(ByteWriter out) {
        for (Column part : parts) {
            part.writePrefix(out);
        }
    }

    @Override
    public void finish() {
        for (Column part : parts) {
            part.finish();
        }
    }

    @Override
    public void reset() {
        for (Column part : parts) {
            part.reset();
        }
    }

    @Override
    public void readPrefix(ByteReader in) {
        for (Column part : parts) {
            part.readPrefix(in);
        }
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        GenericRowData[] values = new GenericRowData[rows];
        for (int part = 0; part < parts.length; part++) {
            Object[] column = parts[part].read(in, rows).objects(rows);
            for (int i = 0; i < rows; i++) {
                if (part == 0) {
                    values[i] = new GenericRowData(parts.length);
                }
                values[i].setField(fields[part], column[i]);
            }
        }
        return new ObjectVector(values);
    }
}
