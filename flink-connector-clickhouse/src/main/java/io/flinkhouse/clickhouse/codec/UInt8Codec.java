// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code UInt8}: one byte, unsigned. */
final class UInt8Codec implements Codec {

    private static final long MIN = 0;
    private static final long MAX = 0xFF;
    private static final String HOLDS = MIN + " to " + MAX;

    private final FlinkIntegers form;

    UInt8Codec(FlinkIntegers form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int8((int) form.read(cell, MIN, MAX, HOLDS));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int8(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = Byte.toUnsignedLong(in.int8());
        }
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Byte.BYTES;
    }
}
