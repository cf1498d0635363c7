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
    public Object decode(ByteReader in) {
        return form.box(Float.intBitsToFloat(in.int32()));
    }

    @Override
    public int minBytes() {
        return Float.BYTES;
    }
}
