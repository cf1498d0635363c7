// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code String}: a length and as many bytes, not necessarily UTF-8. */
final class StringCodec implements Codec {

    private final FlinkText form;

    StringCodec(FlinkText form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        out.varint(form.length());
        out.bytes(form.array(), form.offset(), form.length());
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int8(0);
    }

    @Override
    public void release() {
        form.release();
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        return new TextVector(in.texts(rows), form.isBinary());
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
