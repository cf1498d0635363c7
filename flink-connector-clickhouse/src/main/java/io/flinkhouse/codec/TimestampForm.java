// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;

/**
 * TIMESTAMP_LTZ, which is an instant, and TIMESTAMP, which is a wall clock in the column's zone, as
 * instants.
 */
final class TimestampForm {

    private final int precision;
    private final boolean wallClock;
    private final WallClock clock;

    TimestampForm(LogicalType type, WallClock clock) {
        this.clock = clock;
        this.wallClock = type instanceof TimestampType;
        this.precision =
                type instanceof TimestampType local
                        ? local.getPrecision()
                        : ((LocalZonedTimestampType) type).getPrecision();
    }

    TimestampData read(Cell cell) {
        return cell.timestamp(precision);
    }

    /** Milliseconds since the epoch of what {@link #read} returned. */
    long epochMillis(TimestampData value) {
        long millis = value.getMillisecond();
        return wallClock ? clock.toInstant(millis) : millis;
    }

    TimestampData box(long epochMillis, int nanoOfMilli) {
        long millis = wallClock ? clock.toLocal(epochMillis) : epochMillis;
        return TimestampData.fromEpochMillis(millis, nanoOfMilli);
    }
}
