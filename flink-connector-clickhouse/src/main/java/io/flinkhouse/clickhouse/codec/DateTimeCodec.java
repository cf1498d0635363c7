// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/** Encodes and decodes {@code DateTime}: seconds since the epoch in four bytes, unsigned. */
final class DateTimeCodec implements Codec {

    private static final long MAX = 0xFFFF_FFFFL;
    private static final int MILLIS = 1000;

    private final FlinkTimestamps form;

    DateTimeCodec(FlinkTimestamps form) {
        this.form = form;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        long millis = form.epochMillis();
        long seconds = Math.floorDiv(millis, MILLIS);
        if (seconds * MILLIS != millis || form.nanoOfMilli() != 0) {
            throw new UnfitValueException("a fraction of a second, only whole seconds");
        }
        if (seconds < 0 || seconds > MAX) {
            throw new UnfitValueException(
                    "a time out of its range, only 1970-01-01 00:00:00 to 2106-02-07 06:28:15 UTC");
        }
        out.int32((int) seconds);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int32(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        int[] seconds = new int[rows];
        in.int32s(seconds);
        long[] millis = new long[rows];
        for (int i = 0; i < rows; i++) {
            millis[i] = Integer.toUnsignedLong(seconds[i]) * MILLIS;
        }
        return form.vector(millis, null);
    }

    @Override
    public int minBytes() {
        return Integer.BYTES;
    }
}
