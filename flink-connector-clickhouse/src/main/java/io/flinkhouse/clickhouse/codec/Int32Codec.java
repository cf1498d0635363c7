// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Int32}: four bytes, signed. */
final class Int32Codec implements Codec {

    private static final long MIN = Integer.MIN_VALUE;
    private static final long MAX = Integer.MAX_VALUE;
    private static final String HOLDS = MIN + " to " + MAX;

    private final FlinkIntegers form;

    Int32Codec(FlinkIntegers form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int32((int) form.read(cell, MIN, MAX, HOLDS));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int32(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        int[] read = new int[rows];
        in.int32s(read);
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = read[i];
        }
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Integer.BYTES;
    }
}
