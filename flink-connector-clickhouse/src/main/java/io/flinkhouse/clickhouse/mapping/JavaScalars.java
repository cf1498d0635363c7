// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.DateType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.SmallIntType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Reads the classes of single values. */
final class JavaScalars {

    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final VarCharType TEXT = new VarCharType(VarCharType.MAX_LENGTH);

    /**
     * A class of values.
     *
     * @param form returns the Flink type to read for the natural type of a column
     * @param reader converts values of that type
     */
    private record Scalar(
            Function<LogicalType, LogicalType> form, Function<Object, Object> reader) {}

    private static final Map<Class<?>, Scalar> ALL = all();

    private JavaScalars() {}

    private static Map<Class<?>, Scalar> all() {
        Map<Class<?>, Scalar> all = new HashMap<>();
        plain(all, new BooleanType(), boolean.class, Boolean.class);
        plain(all, new TinyIntType(), byte.class, Byte.class);
        plain(all, new SmallIntType(), short.class, Short.class);
        plain(all, new IntType(), int.class, Integer.class);
        plain(all, new BigIntType(), long.class, Long.class);
        plain(all, new FloatType(), float.class, Float.class);
        plain(all, new DoubleType(), double.class, Double.class);
        plain(all, new VarBinaryType(VarBinaryType.MAX_LENGTH), byte[].class);
        all.put(String.class, new Scalar(natural -> TEXT, Object::toString));
        all.put(UUID.class, new Scalar(natural -> TEXT, v -> UUID.fromString(v.toString())));
        all.put(BigDecimal.class, new Scalar(JavaScalars::number, JavaScalars::decimal));
        all.put(
                BigInteger.class,
                new Scalar(JavaScalars::number, v -> decimal(v).toBigIntegerExact()));
        all.put(
                LocalDate.class,
                new Scalar(natural -> new DateType(), v -> LocalDate.ofEpochDay((int) v)));
        all.put(
                LocalTime.class,
                new Scalar(
                        natural -> new TimeType(digits(natural)),
                        v -> LocalTime.ofNanoOfDay((long) (int) v * NANOS_PER_MILLI)));
        all.put(
                LocalDateTime.class,
                new Scalar(
                        natural -> new TimestampType(digits(natural)),
                        v -> ((TimestampData) v).toLocalDateTime()));
        all.put(Instant.class, new Scalar(JavaScalars::instant, JavaScalars::toInstant));
        all.put(
                OffsetDateTime.class,
                new Scalar(JavaScalars::instant, v -> toInstant(v).atOffset(ZoneOffset.UTC)));
        return all;
    }

    private static void plain(Map<Class<?>, Scalar> all, LogicalType form, Class<?>... classes) {
        for (Class<?> type : classes) {
            all.put(type, new Scalar(natural -> form, value -> value));
        }
    }

    static LogicalType form(JavaType type, LogicalType natural) {
        return scalar(type, natural).form().apply(natural).copy(natural.isNullable());
    }

    static Function<Object, Object> reader(JavaType type, LogicalType form) {
        return scalar(type, form).reader();
    }

    private static Scalar scalar(JavaType type, LogicalType natural) {
        if (type.raw().isEnum()) {
            Object[] constants = type.raw().getEnumConstants();
            return new Scalar(column -> TEXT, value -> constant(constants, type, value));
        }
        Scalar scalar = ALL.get(type.raw());
        if (scalar == null) {
            throw new IllegalArgumentException(
                    type.name()
                            + " is a "
                            + type.raw().getName()
                            + ", which is not read from "
                            + natural.asSummaryString()
                            + "; give another class, or read rows and map them with a function");
        }
        return scalar;
    }

    private static Object constant(Object[] constants, JavaType type, Object value) {
        String name = value.toString();
        return Arrays.stream(constants)
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BadValueException(
                                        "Cannot read "
                                                + type.name()
                                                + ": "
                                                + type.raw().getName()
                                                + " has no constant for a value of the column; add"
                                                + " it, or use a String"));
    }

    /** Numbers that have no Flink type are read as text. */
    private static LogicalType number(LogicalType natural) {
        boolean exact = natural.is(LogicalTypeFamily.EXACT_NUMERIC);
        return exact ? natural : TEXT;
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof DecimalData decimal) {
            return decimal.toBigDecimal();
        }
        return value instanceof Number whole
                ? BigDecimal.valueOf(whole.longValue())
                : new BigDecimal(value.toString());
    }

    private static LogicalType instant(LogicalType natural) {
        return new LocalZonedTimestampType(digits(natural));
    }

    private static Instant toInstant(Object value) {
        return ((TimestampData) value).toInstant();
    }

    private static int digits(LogicalType natural) {
        boolean time =
                natural.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                        || natural.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
                        || natural.is(LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE);
        return time ? LogicalTypeChecks.getPrecision(natural) : 0;
    }
}
