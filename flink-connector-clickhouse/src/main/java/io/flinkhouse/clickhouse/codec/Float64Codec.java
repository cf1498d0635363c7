// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Float64}: IEEE 754, eight bytes; NaN and infinities included. */
final class Float64Codec implements Codec {

    private final FlinkFloats form;

    Float64Codec(FlinkFloats form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int64(Double.doubleToRawLongBits(form.readDouble(cell)));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int64(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        long[] bits = new long[rows];
        in.int64s(bits);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = Double.longBitsToDouble(bits[i]);
        }
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Double.BYTES;
    }
}
