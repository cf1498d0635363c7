// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Int8}: one byte, signed. */
final class Int8Codec implements Codec {

    private static final long MIN = Byte.MIN_VALUE;
    private static final long MAX = Byte.MAX_VALUE;
    private static final String HOLDS = MIN + " to " + MAX;

    private final FlinkIntegers form;

    Int8Codec(FlinkIntegers form) {
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
            values[i] = in.int8();
        }
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Byte.BYTES;
    }
}
