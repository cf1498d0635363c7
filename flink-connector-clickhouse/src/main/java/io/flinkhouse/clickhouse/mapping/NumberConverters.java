// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.DecimalData;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Converts numbers without loss; an overflow or a rounding would be an error. */
final class NumberConverters {

    private static final int LONG_BITS = Long.SIZE - 1;
    private static final int MAX_DIGITS = 1000;
    private static final int MAX_BITS = (int) (MAX_DIGITS * 3.33);

    private NumberConverters() {}

    static long integer(Object value, long min, long max, ColumnContext place) {
        long number = integer(value, place);
        if (number < min || number > max) {
            throw place.outOfRange(min + " to " + max);
        }
        return number;
    }

    private static long integer(Object value, ColumnContext place) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            if (big.bitLength() > LONG_BITS) {
                throw place.outOfRange("a 64 bit integer");
            }
            return big.longValue();
        }
        throw place.wrongClass(value, "a whole number (Byte, Short, Integer, Long, BigInteger)");
    }

    static Float float32(Object value, ColumnContext place) {
        if (value instanceof Float number) {
            return number;
        }
        throw place.wrongClass(value, "a Float");
    }

    static Double float64(Object value, ColumnContext place) {
        if (value instanceof Double number) {
            return number;
        }
        if (value instanceof Float || value instanceof Integer) {
            return ((Number) value).doubleValue();
        }
        throw place.wrongClass(value, "a Double");
    }

    static DecimalData decimal(Object value, int precision, int scale, ColumnContext place) {
        if (value instanceof DecimalData data) {
            return data;
        }
        BigDecimal exact =
                bounded(value instanceof BigDecimal big ? big : whole(value, place), place);
        if (exact.signum() == 0) {
            return DecimalData.zero(precision, scale);
        }
        if (exact.scale() > scale && exact.stripTrailingZeros().scale() > scale) {
            throw place.outOfRange("DECIMAL(" + precision + ", " + scale + ") without rounding");
        }
        BigDecimal scaled = exact.setScale(scale, RoundingMode.DOWN);
        if (scaled.precision() > precision) {
            throw place.outOfRange("DECIMAL(" + precision + ", " + scale + ")");
        }
        return DecimalData.fromBigDecimal(scaled, precision, scale);
    }

    /**
     * Refuses a number with more digits than any column holds; to rescale or write it would take
     * time that grows with the square of its digits, or as many digits as its exponent says.
     */
    static BigDecimal bounded(BigDecimal value, ColumnContext place) {
        boolean exponent = Math.abs((long) value.scale()) > MAX_DIGITS && value.signum() != 0;
        if (exponent || value.unscaledValue().bitLength() > MAX_BITS) {
            throw place.outOfRange("numbers of " + MAX_DIGITS + " digits");
        }
        return value;
    }

    static BigInteger bounded(BigInteger value, ColumnContext place) {
        if (value.bitLength() > MAX_BITS) {
            throw place.outOfRange("numbers of " + MAX_DIGITS + " digits");
        }
        return value;
    }

    private static BigDecimal whole(Object value, ColumnContext place) {
        if (value instanceof BigInteger big) {
            return new BigDecimal(bounded(big, place));
        }
        if (value instanceof Float || value instanceof Double || !(value instanceof Number)) {
            throw place.wrongClass(value, "a BigDecimal, a BigInteger or a whole number");
        }
        return BigDecimal.valueOf(integer(value, place));
    }
}
