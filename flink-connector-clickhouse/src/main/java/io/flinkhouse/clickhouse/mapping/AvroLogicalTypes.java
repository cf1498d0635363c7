// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;

import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Maps Avro's logical types to Flink types. A value has Avro's stored form or is a Java object of
 * one of Avro's conversions, depending on how the record was read.
 *
 * <p>It recognises logical types by name, because older versions of Avro have no class for the
 * newer ones. As Avro's specification demands, it ignores a logical type that is unknown or on the
 * wrong type.
 */
final class AvroLogicalTypes {

    private static final int MILLIS = 3;
    private static final int MICROS = 6;
    private static final int NANOS = 9;
    private static final int UUID_BYTES = 16;

    private AvroLogicalTypes() {}

    /** Returns the Flink type of a schema's logical type, if it has one. */
    static Optional<AvroType> of(Schema schema, ColumnContext place) {
        String name = schema.getProp("logicalType");
        return name == null
                ? Optional.empty()
                : Optional.ofNullable(
                        switch (schema.getType()) {
                            case INT -> onInt(name, place);
                            case LONG -> onLong(name, place);
                            case STRING -> name.equals("uuid") ? uuid(place) : null;
                            case BYTES, FIXED -> onBytes(name, schema, place);
                            default -> null;
                        });
    }

    private static AvroType onInt(String name, ColumnContext place) {
        return switch (name) {
            case "date" -> new AvroType(new DateType(), value -> date(value, place));
            case "time-millis" -> time(MILLIS, place);
            default -> null;
        };
    }

    private static AvroType onLong(String name, ColumnContext place) {
        return switch (name) {
            case "time-micros" -> time(MICROS, place);
            case "timestamp-millis" -> instant(MILLIS, place);
            case "timestamp-micros" -> instant(MICROS, place);
            case "timestamp-nanos" -> instant(NANOS, place);
            case "local-timestamp-millis" -> wallClock(MILLIS, place);
            case "local-timestamp-micros" -> wallClock(MICROS, place);
            case "local-timestamp-nanos" -> wallClock(NANOS, place);
            default -> null;
        };
    }

    private static AvroType onBytes(String name, Schema schema, ColumnContext place) {
        return switch (name) {
            case "decimal" ->
                    schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
                            ? decimal(decimal.getPrecision(), decimal.getScale(), place)
                            : null;
            case "uuid" -> isSixteenBytes(schema) ? uuid(place) : null;
            case "duration" ->
                    throw AvroType.refused(
                            place,
                            "counts months, days and milliseconds, which no column type does;"
                                    + " convert it to three fields before the sink");
            case "big-decimal" ->
                    throw AvroType.refused(
                            place,
                            "has a different scale in each value; use decimal, or convert it to"
                                    + " a string before the sink");
            default -> null;
        };
    }

    private static boolean isSixteenBytes(Schema schema) {
        return schema.getType() == Schema.Type.FIXED && schema.getFixedSize() == UUID_BYTES;
    }

    /** A decimal of more digits than Flink's DECIMAL is sent as text with all its digits. */
    private static AvroType decimal(int precision, int scale, ColumnContext place) {
        if (precision > DecimalType.MAX_PRECISION) {
            return AvroScalars.text(
                    value ->
                            StringData.fromString(
                                    TextConverters.plain(number(value, scale, place), place)));
        }
        return new AvroType(
                new DecimalType(precision, scale),
                value ->
                        value instanceof DecimalData data
                                ? data
                                : NumberConverters.decimal(
                                        number(value, scale, place), precision, scale, place));
    }

    private static BigDecimal number(Object value, int scale, ColumnContext place) {
        return value instanceof BigDecimal number
                ? number
                : new BigDecimal(new BigInteger(AvroScalars.bytes(value, place)), scale);
    }

    private static AvroType uuid(ColumnContext place) {
        return AvroScalars.text(
                value -> {
                    if (value instanceof UUID uuid) {
                        return StringData.fromString(uuid.toString());
                    }
                    if (value instanceof CharSequence) {
                        return AvroScalars.string(value, place);
                    }
                    ByteBuffer bytes = ByteBuffer.wrap(AvroScalars.bytes(value, place));
                    return StringData.fromString(
                            new UUID(bytes.getLong(), bytes.getLong()).toString());
                });
    }

    private static Integer date(Object value, ColumnContext place) {
        return value instanceof Integer days ? days : TimeConverters.date(value, place);
    }

    /** Flink's TIME holds milliseconds at every precision. */
    private static AvroType time(int digits, ColumnContext place) {
        long unitsPerMilli = digits == MILLIS ? 1 : 1000;
        return new AvroType(
                new TimeType(digits),
                value -> {
                    if (!(value instanceof Integer || value instanceof Long)) {
                        return TimeConverters.time(value, place);
                    }
                    long units = ((Number) value).longValue();
                    if (units % unitsPerMilli != 0) {
                        throw place.outOfRange("TIME, which holds milliseconds");
                    }
                    return (int) (units / unitsPerMilli);
                });
    }

    private static AvroType instant(int digits, ColumnContext place) {
        return new AvroType(
                new LocalZonedTimestampType(digits),
                value ->
                        value instanceof Long units
                                ? TimeConverters.sinceEpoch(units, digits)
                                : TimeConverters.instant(value, place));
    }

    private static AvroType wallClock(int digits, ColumnContext place) {
        return new AvroType(
                new TimestampType(digits),
                value ->
                        value instanceof Long units
                                ? TimeConverters.sinceEpoch(units, digits)
                                : TimeConverters.wallClock(value, place));
    }
}
