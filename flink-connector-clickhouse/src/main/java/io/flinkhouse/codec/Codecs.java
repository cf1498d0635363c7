// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import io.flinkhouse.types.ClickHouseType;
import io.flinkhouse.types.TypeMapping;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The codec of each scalar type. */
final class Codecs {

    private Codecs() {}

    @SuppressWarnings("checkstyle:methodlength") // a table, one line per type
    static Codec of(ClickHouseType type, LogicalType flink) {
        return switch (type.family()) {
            case BOOL -> new BoolCodec();
            case INT8 -> new Int8Codec(new IntegerForm(flink));
            case INT16 -> new Int16Codec(new IntegerForm(flink));
            case INT32 -> new Int32Codec(new IntegerForm(flink));
            case INT64 -> new Int64Codec(new IntegerForm(flink));
            case INT128 -> WideIntegerCodec.signed(128, new IntegerForm(flink));
            case INT256 -> WideIntegerCodec.signed(256, new IntegerForm(flink));
            case UINT8 -> new UInt8Codec(new IntegerForm(flink));
            case UINT16 -> new UInt16Codec(new IntegerForm(flink));
            case UINT32 -> new UInt32Codec(new IntegerForm(flink));
            case UINT64 -> new UInt64Codec(new IntegerForm(flink));
            case UINT128 -> WideIntegerCodec.unsigned(128, new IntegerForm(flink));
            case UINT256 -> WideIntegerCodec.unsigned(256, new IntegerForm(flink));
            case FLOAT32 -> new Float32Codec(new FloatForm(flink));
            case FLOAT64 -> new Float64Codec(new FloatForm(flink));
            case BFLOAT16 -> new BFloat16Codec(new FloatForm(flink));
            case DECIMAL -> new DecimalCodec((ClickHouseType.Decimal) type, new DecimalForm(flink));
            case STRING -> new StringCodec(new TextForm(flink));
            case FIXED_STRING ->
                    new FixedStringCodec(
                            ((ClickHouseType.FixedString) type).length(), new TextForm(flink));
            case DATE -> new DateCodec();
            case DATE32 -> new Date32Codec();
            case DATE_TIME ->
                    new DateTimeCodec(
                            new TimestampForm(
                                    flink, clock(((ClickHouseType.DateTime) type).zone())));
            case DATE_TIME64 -> dateTime64((ClickHouseType.DateTime64) type, flink);
            case ENUM8, ENUM16 ->
                    new EnumCodec((ClickHouseType.Enumeration) type, flink, !isText(flink));
            case UUID -> new UuidCodec(new TextForm(flink));
            case IPV4 -> new Ipv4Codec(new TextForm(flink));
            case IPV6 -> new Ipv6Codec(new TextForm(flink));
            case TIME -> new TimeCodec(new TimeForm(flink));
            case TIME64 ->
                    new Time64Codec(
                            ((ClickHouseType.Time64) type).precision(), new TimeForm(flink));
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
        return new DateTime64Codec(type.precision(), new TimestampForm(flink, clock(type.zone())));
    }

    private static boolean isText(LogicalType flink) {
        return flink.getTypeRoot() == LogicalTypeRoot.CHAR
                || flink.getTypeRoot() == LogicalTypeRoot.VARCHAR;
    }

    private static WallClock clock(String zone) {
        try {
            return new WallClock(zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "Time zone '"
                            + zone
                            + "' of a ClickHouse column is not known to this Java; update its time"
                            + " zone data",
                    e);
        }
    }
}
