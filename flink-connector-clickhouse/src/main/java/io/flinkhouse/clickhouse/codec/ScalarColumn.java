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

    /** Reads values of which some are NULL; see {@link Codec#decode(ByteReader, int, byte[])}. */
    Vector read(ByteReader in, int rows, byte[] isNull) {
        return codec.decode(in, in.size(rows, codec.minBytes()), isNull);
    }
}
