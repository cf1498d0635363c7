// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.time.Duration;
import java.time.LocalTime;

/** Reads TIME and INTERVAL DAY TO SECOND, both in milliseconds. */
final class FlinkTimes {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long DAY = 24 * 60 * 60 * 1000;

    private final boolean ofDay;

    FlinkTimes(LogicalType type) {
        this.ofDay = type.getTypeRoot() == LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE;
    }

    long millis(Cell cell) {
        return ofDay ? cell.int32() : cell.int64();
    }

    Object box(long millis) {
        if (!ofDay) {
            return millis;
        }
        if (millis < 0 || millis >= DAY) {
            throw new UnfitValueException(
                    show(millis) + " in a Flink TIME; read it as INTERVAL DAY TO SECOND");
        }
        return (int) millis;
    }

    String show(long millis) {
        return ofDay && millis >= 0 && millis < DAY
                ? LocalTime.ofNanoOfDay(millis * NANOS_PER_MILLI).toString()
                : Duration.ofMillis(millis).toString();
    }
}
