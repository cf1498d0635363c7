// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Int64}: eight bytes, signed. */
final class Int64Codec implements Codec {

    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;
    private static final String HOLDS = MIN + " to " + MAX;

    private final FlinkIntegers form;

    Int64Codec(FlinkIntegers form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int64(form.read(cell, MIN, MAX, HOLDS));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int64(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        long[] values = new long[rows];
        in.int64s(values);
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Long.BYTES;
    }
}
