// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Reads TIME and INTERVAL DAY TO SECOND, both in milliseconds. */
final class FlinkTimes {

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
                    "a time outside of a day in a Flink TIME; read it as INTERVAL DAY TO SECOND");
        }
        return (int) millis;
    }
}
