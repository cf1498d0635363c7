// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;

import java.time.Instant;
import java.util.Optional;

/**
 * A version column that the sink fills with microseconds since the epoch.
 *
 * @param tick the smallest difference of two values, in microseconds
 * @param latest the last version that it can hold
 * @param micros the SQL expression that converts a value to microseconds, with {@code %s} for the
 *     value
 */
record VersionColumn(ColumnSpec column, long tick, long latest, String micros, Filler filler) {

    private static final int MICRO_DIGITS = 6;
    private static final int NANO_DIGITS = 9;
    private static final long SECOND = 1_000_000;
    private static final int MILLI = 1_000;

    /** Writes a version into a field of a row. */
    interface Filler {
        void fill(BinaryRowData row, int field, long version);
    }

    /** Returns the version column; empty if its type cannot hold versions. */
    static Optional<VersionColumn> of(String name, String typeName) {
        ClickHouseType type = TypeParser.parse(typeName);
        return switch (type.family()) {
            case INT64, INT128, INT256, UINT64, UINT128, UINT256 -> Optional.of(number(name, type));
            case DATE_TIME -> Optional.of(time(name, type, SECOND, "2106-02-07T06:28:15Z"));
            case DATE_TIME64 -> Optional.of(time(name, (ClickHouseType.DateTime64) type));
            default -> Optional.empty();
        };
    }

    private static VersionColumn number(String name, ClickHouseType type) {
        ColumnSpec column = new ColumnSpec(name, type, new BigIntType(false));
        return new VersionColumn(column, 1, Long.MAX_VALUE, "%s", BinaryRowData::setLong);
    }

    private static VersionColumn time(String name, ClickHouseType.DateTime64 type) {
        long tick = 1;
        for (int digits = type.precision(); digits < MICRO_DIGITS; digits++) {
            tick *= 10;
        }
        return time(
                name,
                type,
                tick,
                type.precision() == NANO_DIGITS ? "2262-04-11T23:47:16Z" : "2299-12-31T23:59:59Z");
    }

    private static VersionColumn time(String name, ClickHouseType type, long tick, String latest) {
        return new VersionColumn(
                new ColumnSpec(name, type, new LocalZonedTimestampType(false, MICRO_DIGITS)),
                tick,
                Instant.parse(latest).getEpochSecond() * SECOND,
                "toUnixTimestamp64Micro(toDateTime64(%s, 6))",
                (row, field, version) -> {
                    long micros = version - version % tick;
                    row.setTimestamp(
                            field,
                            TimestampData.fromEpochMillis(
                                    micros / MILLI, (int) (micros % MILLI) * MILLI),
                            MICRO_DIGITS);
                });
    }

    String name() {
        return column.name();
    }

    /** Returns whether two versions may have the same value in the column. */
    boolean mayRepeat() {
        return tick > 1;
    }

    /** Returns the SQL expression for the highest version of a table. */
    String highest() {
        return micros.formatted("max(" + Identifiers.quote(name()) + ")");
    }

    void fill(BinaryRowData row, int field, long version) {
        filler.fill(row, field, version);
    }
}
