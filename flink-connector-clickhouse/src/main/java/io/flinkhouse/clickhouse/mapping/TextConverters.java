// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.StringData;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.UUID;

/** Converts text, values that are sent as text, bytes and booleans. */
final class TextConverters {

    private TextConverters() {}

    static StringData string(Object value, ColumnContext place) {
        if (value instanceof String text) {
            return StringData.fromString(text);
        }
        if (value instanceof StringData data) {
            return data;
        }
        if (value instanceof Enum<?> constant) {
            return StringData.fromString(constant.name());
        }
        if (value instanceof InetAddress address) {
            return StringData.fromString(address.getHostAddress());
        }
        if (value instanceof BigDecimal number) {
            return StringData.fromString(plain(number, place));
        }
        if (value instanceof byte[] utf8) {
            return StringData.fromBytes(utf8);
        }
        if (value instanceof BigInteger number) {
            return StringData.fromString(NumberConverters.bounded(number, place).toString());
        }
        if (value instanceof UUID || value instanceof Character) {
            return StringData.fromString(value.toString());
        }
        throw place.wrongClass(value, "a String, an enum constant, a UUID or an InetAddress");
    }

    static String plain(BigDecimal number, ColumnContext place) {
        return number.signum() == 0 && number.scale() < 0
                ? "0"
                : NumberConverters.bounded(number, place).toPlainString();
    }

    static Boolean bool(Object value, ColumnContext place) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw place.wrongClass(value, "a Boolean");
    }

    static byte[] bytes(Object value, ColumnContext place) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw place.wrongClass(value, "a byte[]");
    }
}
