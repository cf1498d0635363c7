// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Encodes and decodes {@code JSON}: sent and read as the text of an object, which the server
 * parses.
 */
final class JsonCodec implements ObjectCodec {

    private static final byte[] EMPTY = {'{', '}'};

    private final boolean isText;
    private final FlinkText form;
    private final JsonText structure;
    private final JsonCheck check = new JsonCheck();
    private final ByteWriter built = new ByteWriter();

    JsonCodec(LogicalType flink) {
        this.isText =
                flink.getTypeRoot() == LogicalTypeRoot.VARCHAR
                        || flink.getTypeRoot() == LogicalTypeRoot.CHAR;
        this.form = new FlinkText(flink);
        this.structure = JsonText.of(flink);
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        if (isText) {
            form.read(cell);
            int error = check.firstError(form.array(), form.offset(), form.length());
            if (error >= 0) {
                throw new UnfitValueException(
                        "a text of "
                                + form.length()
                                + (check.isTooDeep()
                                        ? " bytes with JSON of more than 1000 levels, at byte "
                                        : " bytes that is no JSON object from byte ")
                                + error);
            }
            write(form.array(), form.offset(), form.length(), out);
        } else {
            built.clear();
            structure.write(cell, built);
            write(built.array(), 0, built.size(), out);
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        write(EMPTY, 0, EMPTY.length, out);
    }

    private static void write(byte[] text, int from, int length, ByteWriter out) {
        out.varint(length);
        out.bytes(text, from, length);
    }

    @Override
    public void release() {
        form.release();
        built.clear();
    }

    @Override
    public Object decode(ByteReader in) {
        if (!isText) {
            throw new UnfitValueException("JSON in a Flink ROW or MAP; read it as STRING");
        }
        return form.box(in.lengthAndBytes());
    }

    @Override
    public boolean isFixedWidth() {
        return false;
    }

    @Override
    public int minBytes() {
        return 1;
    }
}
