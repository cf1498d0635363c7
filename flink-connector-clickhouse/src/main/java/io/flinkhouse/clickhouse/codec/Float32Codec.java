// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Float32}: IEEE 754, four bytes; NaN and infinities included. */
final class Float32Codec implements Codec {

    private final FlinkFloats form;

    Float32Codec(FlinkFloats form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int32(Float.floatToRawIntBits(form.readFloat(cell)));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int32(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        int[] bits = new int[rows];
        in.int32s(bits);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = Float.intBitsToFloat(bits[i]);
        }
        return form.vector(values);
    }

    @Override
    public int minBytes() {
        return Float.BYTES;
    }
}
