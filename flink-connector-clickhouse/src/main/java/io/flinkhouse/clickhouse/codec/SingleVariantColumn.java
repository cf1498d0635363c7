// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.util.function.Consumer;

/**
 * Encodes and decodes {@code Dynamic}, or a Variant of which only one member is written: sent as a
 * Variant of that one type, for each row 0, or 255 for NULL, then the values that are not NULL. If
 * it were sent as Nullable of that type, the server would store a default instead of NULL.
 */
final class SingleVariantColumn implements Column {

    private static final int NONE = 255;
    private static final long BASIC = 0;

    private final Column values;
    private final ByteWriter present = new ByteWriter();

    SingleVariantColumn(Column values) {
        this.values = values;
    }

    @Override
    public void append(Cell cell) {
        if (cell.isNull()) {
            appendDefault();
        } else {
            present.int8(0);
            values.append(cell);
        }
    }

    @Override
    public void appendDefault() {
        present.int8(NONE);
    }

    @Override
    public void streams(Consumer<ByteWriter> visitor) {
        visitor.accept(present);
        values.streams(visitor);
    }

    @Override
    public void dictionaries(Consumer<Dictionary> visitor) {
        values.dictionaries(visitor);
    }

    @Override
    public void writePrefix(ByteWriter out) {
        out.int64(BASIC);
        values.writePrefix(out);
    }

    @Override
    public void finish() {
        values.finish();
    }

    @Override
    public void reset() {
        values.reset();
    }

    @Override
    public Vector read(ByteReader in, int rows) {
        throw in.corrupt("such a column is only written; CAST it to String in the query");
    }
}
