// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/**
 * Encodes and decodes {@code FixedString(N)}: N bytes, the last of them zero if the value is
 * shorter.
 */
final class FixedStringCodec implements Codec {

    private static final int FEW = 16;

    private final int size;
    private final FlinkText form;

    FixedStringCodec(int size, FlinkText form) {
        this.size = size;
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        int length = form.length();
        if (length > size) {
            throw new UnfitValueException(length + " bytes");
        }
        if (size <= FEW) {
            out.fewBytes(form.array(), form.offset(), length);
        } else {
            out.bytes(form.array(), form.offset(), length);
        }
        if (length < size) {
            out.zeros(size - length);
        }
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.zeros(size);
    }

    @Override
    public void release() {
        form.release();
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        return new TextVector(in.texts(rows, size, !form.isBinary()), form.isBinary());
    }

    @Override
    public int minBytes() {
        return size;
    }
}
