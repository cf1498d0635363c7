// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

import java.time.Instant;

/**
 * Encodes and decodes {@code DateTime64(P)}: ticks of 10^-P seconds since the epoch in eight bytes,
 * signed.
 */
final class DateTime64Codec implements Codec {

    private static final int MILLI_DIGITS = 3;
    private static final int NANO_DIGITS = 6;
    private static final long DAY = 24 * 60 * 60 * 1000;

    /** The range of wall clocks in the column's zone. */
    private static final long MIN = Instant.parse("1900-01-01T00:00:00Z").toEpochMilli();

    private static final long MAX = Instant.parse("2299-12-31T23:59:59.999Z").toEpochMilli();

    /** The range of instants with nanoseconds, which are 64 bits. */
    private static final long MAX_NANOS = Instant.parse("2262-04-11T23:47:16.854Z").toEpochMilli();

    private final int precision;
    private final FlinkTimestamps form;
    private final long ticksPerMilli;
    private final long millisPerTick;
    private final int nanosPerTick;
    private final boolean isNanos;

    DateTime64Codec(int precision, FlinkTimestamps form) {
        this.precision = precision;
        this.form = form;
        this.ticksPerMilli = Powers.of(Math.max(0, precision - MILLI_DIGITS));
        this.millisPerTick = Powers.of(Math.max(0, MILLI_DIGITS - precision));
        int finer = Math.max(0, precision - MILLI_DIGITS);
        this.nanosPerTick = (int) Powers.of(NANO_DIGITS - finer);
        this.isNanos = precision == MILLI_DIGITS + NANO_DIGITS;
    }

    @Override
    public void encode(Cell cell, ByteWriter out) {
        form.read(cell);
        long millis = form.epochMillis();
        int nanos = form.nanoOfMilli();
        if (millis < MIN + DAY || millis > (isNanos ? MAX_NANOS : MAX - DAY)) {
            requireInRange(millis);
        }
        if (millisPerTick == 1 && nanos == 0) {
            out.int64(millis * ticksPerMilli);
        } else {
            out.int64(ticks(millis, nanos));
        }
    }

    private void requireInRange(long millis) {
        long local = form.localMillis();
        if (local < MIN || local > MAX || isNanos && millis > MAX_NANOS) {
            throw outOfRange();
        }
    }

    private long ticks(long millis, int nanos) {
        if (millis % millisPerTick != 0 || nanos % nanosPerTick != 0) {
            throw new UnfitValueException(
                    "a finer fraction of a second, only " + precision + " digits after the second");
        }
        long ticks = Math.floorDiv(millis, millisPerTick) * ticksPerMilli + nanos / nanosPerTick;
        if (ticks < 0 && millis > 0) {
            throw outOfRange();
        }
        return ticks;
    }

    private UnfitValueException outOfRange() {
        return new UnfitValueException(
                isNanos
                        ? "a time out of its range, only 1900-01-01 00:00:00 in "
                                + form.zone()
                                + " to 2262-04-11 23:47:16.854775807 UTC"
                        : "a time out of its range, only 1900-01-01 00:00:00 to 2299-12-31"
                                + " 23:59:59.999999 in "
                                + form.zone());
    }

    @Override
    public void encodeDefault(ByteWriter out) {
        out.int64(0);
    }

    @Override
    public Vector decode(ByteReader in, int rows) {
        long[] millis = new long[rows];
        in.int64s(millis);
        int[] nanos = ticksPerMilli == 1 ? null : new int[rows];
        for (int i = 0; i < rows; i++) {
            long ticks = millis[i];
            if (nanos != null) {
                millis[i] = Math.floorDiv(ticks, ticksPerMilli);
                nanos[i] = (int) Math.floorMod(ticks, ticksPerMilli) * nanosPerTick;
            } else {
                millis[i] = Powers.multiply(ticks, millisPerTick);
            }
        }
        return form.vector(millis, nanos);
    }

    @Override
    public int minBytes() {
        return Long.BYTES;
    }
}
