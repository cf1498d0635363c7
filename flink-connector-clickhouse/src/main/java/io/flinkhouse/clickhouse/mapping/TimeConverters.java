// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.TimestampData;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;

/** Converts dates and times; classes whose meaning depends on the JVM's zone are refused. */
final class TimeConverters {

    private static final int NANOS_PER_MILLI = 1_000_000;

    private TimeConverters() {}

    /**
     * Returns the timestamp of a number of units since 1970.
     *
     * @param units units of 10<sup>-digits</sup> seconds
     * @param digits 3, 6 or 9
     */
    static TimestampData sinceEpoch(long units, int digits) {
        if (digits == 3) {
            return TimestampData.fromEpochMillis(units);
        }
        int unitsPerMilli = digits == 6 ? 1000 : NANOS_PER_MILLI;
        int rest = (int) Math.floorMod(units, (long) unitsPerMilli);
        return TimestampData.fromEpochMillis(
                Math.floorDiv(units, (long) unitsPerMilli),
                rest * (NANOS_PER_MILLI / unitsPerMilli));
    }

    static Integer date(Object value, ColumnContext place) {
        if (value instanceof LocalDate date) {
            return Math.toIntExact(date.toEpochDay());
        }
        throw place.wrongClass(value, "a LocalDate");
    }

    static Integer time(Object value, ColumnContext place) {
        if (value instanceof LocalTime time) {
            if (time.getNano() % NANOS_PER_MILLI != 0) {
                throw place.outOfRange("TIME, which holds milliseconds");
            }
            return time.get(ChronoField.MILLI_OF_DAY);
        }
        throw place.wrongClass(value, "a LocalTime");
    }

    static TimestampData wallClock(Object value, ColumnContext place) {
        if (value instanceof LocalDateTime time) {
            return TimestampData.fromLocalDateTime(time);
        }
        if (value instanceof TimestampData data) {
            return data;
        }
        throw place.wrongClass(value, "a LocalDateTime");
    }

    static TimestampData instant(Object value, ColumnContext place) {
        if (value instanceof Instant time) {
            return TimestampData.fromInstant(time);
        }
        if (value instanceof OffsetDateTime time) {
            return TimestampData.fromInstant(time.toInstant());
        }
        if (value instanceof ZonedDateTime time) {
            return TimestampData.fromInstant(time.toInstant());
        }
        if (value instanceof Timestamp time) {
            return TimestampData.fromInstant(time.toInstant());
        }
        if (value instanceof TimestampData data) {
            return data;
        }
        throw place.wrongClass(value, "an Instant, an OffsetDateTime or a ZonedDateTime");
    }
}
