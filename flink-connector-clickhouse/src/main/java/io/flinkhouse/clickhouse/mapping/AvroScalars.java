// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.util.Utf8;

import java.nio.ByteBuffer;

/** Maps Avro's primitive types, enums and fixed to Flink types. */
final class AvroScalars {

    private AvroScalars() {}

    static AvroType of(Schema schema, ColumnContext place) {
        return switch (schema.getType()) {
            case BOOLEAN ->
                    new AvroType(new BooleanType(), value -> TextConverters.bool(value, place));
            case INT -> new AvroType(new IntType(), value -> int32(value, place));
            case LONG -> new AvroType(new BigIntType(), value -> int64(value, place));
            case FLOAT ->
                    new AvroType(new FloatType(), value -> NumberConverters.float32(value, place));
            case DOUBLE ->
                    new AvroType(new DoubleType(), value -> NumberConverters.float64(value, place));
            case STRING -> text(value -> string(value, place));
            case ENUM -> text(value -> symbol(value, place));
            case BYTES, FIXED ->
                    new AvroType(
                            new VarBinaryType(VarBinaryType.MAX_LENGTH),
                            value -> bytes(value, place));
            default -> throw AvroType.refused(place, "is of an unknown type");
        };
    }

    static AvroType text(ValueConverter converter) {
        return new AvroType(new VarCharType(VarCharType.MAX_LENGTH), converter);
    }

    static Integer int32(Object value, ColumnContext place) {
        if (value instanceof Integer number) {
            return number;
        }
        throw place.wrongClass(value, "an Integer");
    }

    static Long int64(Object value, ColumnContext place) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        throw place.wrongClass(value, "a Long");
    }

    /**
     * Converts Avro's Utf8 without a copy, because the row is encoded before Avro reuses the bytes
     * for the next record.
     */
    static StringData string(Object value, ColumnContext place) {
        if (value instanceof Utf8 utf8) {
            return StringData.fromBytes(utf8.getBytes(), 0, utf8.getByteLength());
        }
        if (value instanceof CharSequence text) {
            return StringData.fromString(text.toString());
        }
        throw place.wrongClass(value, "a CharSequence");
    }

    private static StringData symbol(Object value, ColumnContext place) {
        if (value instanceof GenericEnumSymbol || value instanceof Enum<?>) {
            return StringData.fromString(value.toString());
        }
        return string(value, place);
    }

    static byte[] bytes(Object value, ColumnContext place) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof GenericFixed fixed) {
            return fixed.bytes();
        }
        return TextConverters.bytes(value, place);
    }
}
