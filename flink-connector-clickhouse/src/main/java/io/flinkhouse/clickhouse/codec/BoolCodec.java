// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Bool}: one byte, 0 or 1. */
final class BoolCodec implements ObjectCodec {

    @Override
    public void encode(Cell cell, ByteWriter out) {
        out.int8(cell.bool() ? 1 : 0);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int8(0);
    }

    @Override
    public Object decode(ByteReader in) {
        byte value = in.int8();
        if (value >> 1 != 0) {
            throw in.corrupt("a Bool that is neither 0 nor 1");
        }
        return value == 1;
    }

    @Override
    public int minBytes() {
        return Byte.BYTES;
    }
}
