// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;

/**
 * Reads TIMESTAMP_LTZ, an instant, and TIMESTAMP, a wall clock in the column's zone, as instants.
 */
final class FlinkTimestamps {

    private static final int MILLI_DIGITS = 3;
    private static final int NANO_DIGITS = 6;

    private final int precision;
    private final long millisPerDigit;
    private final long nanosPerDigit;
    private final boolean wallClock;
    private final WallClock clock;
    private long millis;
    private int nanos;

    FlinkTimestamps(LogicalType type, WallClock clock) {
        this.clock = clock;
        this.wallClock = type instanceof TimestampType;
        this.precision =
                type instanceof TimestampType local
                        ? local.getPrecision()
                        : ((LocalZonedTimestampType) type).getPrecision();
        this.millisPerDigit = Powers.of(Math.max(0, MILLI_DIGITS - precision));
        this.nanosPerDigit =
                Powers.of(Math.min(NANO_DIGITS, MILLI_DIGITS + NANO_DIGITS - precision));
    }

    void read(Cell cell) {
        BinaryRowData row = cell.packed();
        if (row == null || row.getSegments().length > 1) {
            TimestampData value = cell.timestamp(precision);
            millis = value.getMillisecond();
            nanos = value.getNanoOfMillisecond();
            return;
        }
        long word = row.getLong(cell.index());
        if (TimestampData.isCompact(precision)) {
            millis = word;
            nanos = 0;
        } else {
            int behind = (int) (word >>> Integer.SIZE);
            millis = row.getSegments()[0].getLong(row.getOffset() + behind);
            nanos = (int) word;
        }
    }

    /** Returns the milliseconds since the epoch of the value that {@link #read} found. */
    long epochMillis() {
        return wallClock ? clock.toInstant(millis) : millis;
    }

    int nanoOfMilli() {
        return nanos;
    }

    /** Returns the wall clock of the value that {@link #read} found, in the column's zone. */
    long localMillis() {
        return wallClock ? millis : clock.toLocal(millis);
    }

    /** Returns the column's zone. */
    String zone() {
        return clock.zone();
    }

    /**
     * @param epochMillis becomes part of the vector
     * @param nanosOfMilli null if all are 0
     * @throws UnfitValueException if the Flink type has too few digits, or the wall clock shows a
     *     time twice and the value is the second one
     */
    Vector vector(long[] epochMillis, int[] nanosOfMilli) {
        for (int i = 0; i < epochMillis.length; i++) {
            int nanos = nanosOfMilli == null ? 0 : nanosOfMilli[i];
            epochMillis[i] = shown(epochMillis[i], nanos);
        }
        return new TimestampVector(epochMillis, nanosOfMilli);
    }

    private long shown(long epochMillis, int nanoOfMilli) {
        long millis = wallClock ? clock.toLocal(epochMillis) : epochMillis;
        if (nanoOfMilli % nanosPerDigit != 0
                || millisPerDigit != 1 && millis % millisPerDigit != 0) {
            throw new UnfitValueException(
                    "one of its values in " + precision + " digits after the second");
        }
        if (wallClock && clock.toInstant(millis) != epochMillis) {
            throw new UnfitValueException(
                    "a wall clock that its zone shows twice, in the night when clocks are set"
                            + " back; read it as TIMESTAMP_LTZ");
        }
        return millis;
    }
}
