// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.time.LocalDate;

/** Encodes and decodes {@code Date}: days since 1970-01-01 in two bytes. */
final class DateCodec implements Codec {

    private static final int MIN = 0;
    private static final int MAX = 0xFFFF;

    @Override
    public void encode(Cell cell, ByteWriter out) {
        int day = cell.int32();
        if (day < MIN || day > MAX) {
            throw new UnfitValueException(
                    "a date out of its range, only "
                            + LocalDate.ofEpochDay(MIN)
                            + " to "
                            + LocalDate.ofEpochDay(MAX));
        }
        out.int16(day);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int16(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        int[] days = new int[rows];
        for (int i = 0; i < rows; i++) {
            days[i] = Short.toUnsignedInt(in.int16());
        }
        return new IntVector(days);
    }

    @Override
    public int minBytes() {
        return Short.BYTES;
    }
}
