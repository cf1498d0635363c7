// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/**
 * Encodes and decodes {@code BFloat16}: the upper half of a FLOAT; the lower half is cut off, as
 * the server does.
 */
final class BFloat16Codec implements ObjectCodec {

    private static final int NAN = 0x7FC0;

    private final FlinkFloats form;

    BFloat16Codec(FlinkFloats form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        float value = form.readFloat(cell);
        // otherwise a NaN with all its bits in the lower half would become an infinity
        out.int16(Float.isNaN(value) ? NAN : Float.floatToRawIntBits(value) >>> Short.SIZE);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int16(0);
    }

    @Override
    public Object decode(ByteReader in) {
        return form.box(Float.intBitsToFloat(in.int16() << Short.SIZE));
    }

    @Override
    public int minBytes() {
        return Short.BYTES;
    }
}
