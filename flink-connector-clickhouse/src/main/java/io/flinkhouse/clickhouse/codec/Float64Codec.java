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
    public Object decode(ByteReader in) {
        return form.box(Double.longBitsToDouble(in.int64()));
    }

    @Override
    public int minBytes() {
        return Double.BYTES;
    }
}
