// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code Time}: seconds in four bytes, signed, below 1000 hours either way. */
final class TimeCodec implements ObjectCodec {

    static final long LIMIT_SECONDS = 1000 * 60 * 60;
    private static final long MILLIS = 1000;

    private final FlinkTimes form;

    TimeCodec(FlinkTimes form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        long millis = form.millis(cell);
        long seconds = millis / MILLIS;
        if (seconds * MILLIS != millis) {
            throw new UnfitValueException("a fraction of a second, only whole seconds");
        }
        if (Math.abs(seconds) >= LIMIT_SECONDS) {
            throw new UnfitValueException("a time out of its range, only -999:59:59 to 999:59:59");
        }
        out.int32((int) seconds);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int32(0);
    }

    @Override
    public Object decode(ByteReader in) {
        return form.box(in.int32() * MILLIS);
    }

    @Override
    public int minBytes() {
        return Integer.BYTES;
    }
}
