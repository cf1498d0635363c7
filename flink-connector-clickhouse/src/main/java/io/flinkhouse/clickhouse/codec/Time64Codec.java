// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/**
 * Encodes and decodes {@code Time64(P)}: ticks of 10^-P seconds in eight bytes, signed, below 1000
 * hours either way.
 */
final class Time64Codec implements ObjectCodec {

    private static final long LIMIT_MILLIS = TimeCodec.LIMIT_SECONDS * 1000;

    private final int precision;
    private final FlinkTimes form;
    private final long ticksPerMilli;
    private final long millisPerTick;

    Time64Codec(int precision, FlinkTimes form) {
        this.precision = precision;
        this.form = form;
        this.ticksPerMilli = Powers.of(Math.max(0, precision - 3));
        this.millisPerTick = Powers.of(Math.max(0, 3 - precision));
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        long millis = form.millis(cell);
        if (millis % millisPerTick != 0) {
            throw new UnfitValueException(
                    "a finer fraction of a second, only " + precision + " digits after the second");
        }
        if (millis <= -LIMIT_MILLIS || millis >= LIMIT_MILLIS) {
            throw new UnfitValueException("a time out of its range, only below 1000 hours");
        }
        out.int64(millis / millisPerTick * ticksPerMilli);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int64(0);
    }

    @Override
    public Object decode(ByteReader in) {
        long ticks = in.int64();
        if (ticks % ticksPerMilli != 0) {
            throw new UnfitValueException(
                    "a time with "
                            + precision
                            + " digits after the second in Flink's milliseconds");
        }
        return form.box(Powers.multiply(ticks / ticksPerMilli, millisPerTick));
    }

    @Override
    public int minBytes() {
        return Long.BYTES;
    }
}
