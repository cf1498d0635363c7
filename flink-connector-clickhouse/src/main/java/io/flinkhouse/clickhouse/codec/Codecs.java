// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ServerZone;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** Creates the codec of each scalar type. */
final class Codecs {

    private Codecs() {}

    @SuppressWarnings("checkstyle:methodlength") // a table, one line per type
    static Codec of(ClickHouseType type, LogicalType flink) {
        return switch (type.family()) {
            case BOOL -> new BoolCodec();
            case INT8 -> new Int8Codec(new FlinkIntegers(flink));
            case INT16 -> new Int16Codec(new FlinkIntegers(flink));
            case INT32 -> new Int32Codec(new FlinkIntegers(flink));
            case INT64 -> new Int64Codec(new FlinkIntegers(flink));
            case INT128 -> WideIntegerCodec.signed(128, new FlinkIntegers(flink));
            case INT256 -> WideIntegerCodec.signed(256, new FlinkIntegers(flink));
            case UINT8 -> new UInt8Codec(new FlinkIntegers(flink));
            case UINT16 -> new UInt16Codec(new FlinkIntegers(flink));
            case UINT32 -> new UInt32Codec(new FlinkIntegers(flink));
            case UINT64 -> new UInt64Codec(new FlinkIntegers(flink));
            case UINT128 -> WideIntegerCodec.unsigned(128, new FlinkIntegers(flink));
            case UINT256 -> WideIntegerCodec.unsigned(256, new FlinkIntegers(flink));
            case FLOAT32 -> new Float32Codec(new FlinkFloats(flink));
            case FLOAT64 -> new Float64Codec(new FlinkFloats(flink));
            case BFLOAT16 -> new BFloat16Codec(new FlinkFloats(flink));
            case DECIMAL ->
                    new DecimalCodec((ClickHouseType.Decimal) type, new FlinkDecimals(flink));
            case STRING -> new StringCodec(new FlinkText(flink));
            case FIXED_STRING ->
                    new FixedStringCodec(
                            ((ClickHouseType.FixedString) type).length(), new FlinkText(flink));
            case DATE -> new DateCodec();
            case DATE32 -> new Date32Codec();
            case DATE_TIME ->
                    new DateTimeCodec(
                            new FlinkTimestamps(
                                    flink, clock(((ClickHouseType.DateTime) type).zone(), flink)));
            case DATE_TIME64 -> dateTime64((ClickHouseType.DateTime64) type, flink);
            case ENUM8, ENUM16 ->
                    new EnumCodec((ClickHouseType.Enumeration) type, flink, !isText(flink));
            case UUID -> new UuidCodec(new FlinkText(flink));
            case IPV4 -> new Ipv4Codec(new FlinkText(flink));
            case IPV6 -> new Ipv6Codec(new FlinkText(flink));
            case TIME -> new TimeCodec(new FlinkTimes(flink));
            case TIME64 ->
                    new Time64Codec(
                            ((ClickHouseType.Time64) type).precision(), new FlinkTimes(flink));
            case INTERVAL_NANOSECOND,
                    INTERVAL_MICROSECOND,
                    INTERVAL_MILLISECOND,
                    INTERVAL_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_HOUR,
                    INTERVAL_DAY,
                    INTERVAL_WEEK,
                    INTERVAL_MONTH,
                    INTERVAL_QUARTER,
                    INTERVAL_YEAR ->
                    new IntervalCodec(type.family(), flink);
            case JSON -> new JsonCodec(flink);
            default ->
                    throw new IllegalArgumentException(
                            TypeMapping.refusal(flink, type)
                                    .orElse("ClickHouse type " + type + " is no scalar"));
        };
    }

    private static Codec dateTime64(ClickHouseType.DateTime64 type, LogicalType flink) {
        return new DateTime64Codec(
                type.precision(), new FlinkTimestamps(flink, clock(type.zone(), flink)));
    }

    private static boolean isText(LogicalType flink) {
        return flink.getTypeRoot() == LogicalTypeRoot.CHAR
                || flink.getTypeRoot() == LogicalTypeRoot.VARCHAR;
    }

    /** Returns the clock of a zone. An instant is valid in any zone, so it needs no known one. */
    private static WallClock clock(String zone, LogicalType flink) {
        if (zone.isEmpty()) {
            return new WallClock(ZoneOffset.UTC);
        }
        Optional<ZoneId> known = ServerZone.find(zone);
        if (known.isEmpty() && flink.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)) {
            throw new IllegalArgumentException(
                    "Time zone '"
                            + zone
                            + "' of a ClickHouse column is unknown to this Java runtime; declare the"
                            + " Flink column as TIMESTAMP_LTZ, which needs no zone");
        }
        return new WallClock(known.orElse(ZoneOffset.UTC));
    }
}
