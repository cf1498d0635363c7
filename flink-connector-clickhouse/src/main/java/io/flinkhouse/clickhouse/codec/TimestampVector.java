// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.TimestampData;

/** Timestamps as milliseconds and nanoseconds of the millisecond. */
final class TimestampVector extends Vector {

    private final long[] millis;
    private final int[] nanos;

    /**
     * @param nanos null if all are 0
     */
    TimestampVector(long[] millis, int[] nanos) {
        this.millis = millis;
        this.nanos = nanos;
    }

    @Override
    TimestampData get(int row) {
        return TimestampData.fromEpochMillis(millis[row], nanos == null ? 0 : nanos[row]);
    }

    @Override
    TimestampData timestamp(int row) {
        return get(row);
    }
}
