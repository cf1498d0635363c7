// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.util.function.Consumer;

/** A column of scalar values, encoded one after the other by a {@link Codec}. */
final class ScalarColumn implements Column {

    private final Codec codec;
    private final ByteWriter out = new ByteWriter();

    ScalarColumn(Codec codec) {
        this.codec = codec;
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            throw new UnfitValueException("NULL");
        }
        codec.encode(cell, out);
    }

    @Override
    public void appendDefault() {
        codec.encodeDefault(out);
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(out);
    }

    @Override
    public void reset() {
        codec.release();
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        return codec.decode(in, in.size(rows, codec.minBytes()));
    }

    /**
     * Reads values of which some are NULL. The bytes of a NULL can be those of any value, also one
     * that the Flink type, or the ClickHouse type, cannot hold; so they are replaced.
     *
     * @param isNull per row, 0 if it has a value
     */
    Vector read(ByteReader in, int rows, byte[] isNull) {
        int width = codec.minBytes();
        int model = firstWithValue(isNull);
        if (model == 0 && !hasNull(isNull) || !codec.isFixedWidth()) {
            return read(in, rows);
        }
        byte[] values = in.bytes(in.size(rows, width) * width);
        if (model == rows) {
            return new ObjectVector(new Object[rows]);
        }
        for (int i = 0; i < rows; i++) {
            if (isNull[i] != 0) {
                System.arraycopy(values, model * width, values, i * width, width);
            }
        }
        return codec.decode(new ByteReader(values), rows);
    }

    private static int firstWithValue(byte[] isNull) {
        int row = 0;
        while (row < isNull.length && isNull[row] != 0) {
            row++;
        }
        return row;
    }

    private static boolean hasNull(byte[] isNull) {
        for (byte mark : isNull) {
            if (mark != 0) {
                return true;
            }
        }
        return false;
    }
}
