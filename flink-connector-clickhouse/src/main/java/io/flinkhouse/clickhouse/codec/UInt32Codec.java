// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code UInt32}: four bytes, unsigned. */
final class UInt32Codec implements Codec {

    private static final long MIN = 0;
    private static final long MAX = 0xFFFF_FFFFL;
    private static final String HOLDS = MIN + " to " + MAX;

    private final FlinkIntegers form;

    UInt32Codec(FlinkIntegers form) {
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
            values[i] = Integer.toUnsignedLong(read[i]);
        }
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Integer.BYTES;
    }
}
