// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code UInt16}: two bytes, unsigned. */
final class UInt16Codec implements Codec {

    private static final long MIN = 0;
    private static final long MAX = 0xFFFF;
    private static final String HOLDS = MIN + " to " + MAX;

    private final FlinkIntegers form;

    UInt16Codec(FlinkIntegers form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int16((int) form.read(cell, MIN, MAX, HOLDS));
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int16(0);
    }

    @Override
    public Object decode(ByteReader in) {
        return form.box(Short.toUnsignedLong(in.int16()));
    }

    @Override
    public int minBytes() {
        return Short.BYTES;
    }
}
