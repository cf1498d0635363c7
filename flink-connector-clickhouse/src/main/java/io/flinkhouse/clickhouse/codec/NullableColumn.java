// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.util.function.Consumer;

/**
 * Encodes and decodes {@code Nullable(T)}: a byte per row that is 1 for NULL, then the values with
 * defaults for NULL.
 */
final class NullableColumn implements Column {

    private final Column inner;
    private final ByteWriter nulls = new ByteWriter();

    NullableColumn(Column inner) {
        this.inner = inner;
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            appendDefault();
        } else {
            nulls.int8(0);
            inner.append(cell);
        }
    }

    @Override
    public void appendDefault() {
        nulls.int8(1);
        inner.appendDefault();
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(nulls);
        inner.streams(visitor);
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        inner.dictionaries(visitor);
    }

    @Override
    public void writePrefix(ByteWriter out) {
        inner.writePrefix(out);
    }

    @Override
    public void finish() {
        inner.finish();
    }

    @Override
    public void reset() {
        inner.reset();
    }

    @Override
    public void readPrefix(ByteReader in) {
        inner.readPrefix(in);
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        byte[] isNull = in.bytes(rows);
        Vector values =
                inner instanceof ScalarColumn scalar
                        ? scalar.read(in, rows, isNull)
                        : inner.read(in, rows);
        return new NullableVector(isNull, values);
    }
}
