// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.time.LocalDate;

/** Encodes and decodes {@code Date32}: days since 1970-01-01 in four bytes, signed. */
final class Date32Codec implements Codec {

    private static final int MIN = (int) LocalDate.of(1900, 1, 1).toEpochDay();
    private static final int MAX = (int) LocalDate.of(2299, 12, 31).toEpochDay();

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
        out.int32(day);
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int32(MIN);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        int[] days = new int[rows];
        in.int32s(days);
        return new IntVector(days);
    }

    @Override
    public int minBytes() {
        return Integer.BYTES;
    }
}
