// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.types.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ValueConvertersTest {

    private enum Colour {
        RED
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({"scalars", "times", "composites"})
    void takes(String type, Object value, Object internal) {
        assertThat(converter(type).toInternal(value)).isEqualTo(internal);
    }

    static Stream<Arguments> scalars() throws Exception {
        return Stream.of(
                arguments("Nullable(Int32)", null, null),
                arguments("Int8", 127, (byte) 127),
                arguments("UInt8", (byte) 7, (short) 7),
                arguments("Int32", (short) 7, 7),
                arguments("UInt32", 7, 7L),
                arguments("Int64", BigInteger.valueOf(Long.MIN_VALUE), Long.MIN_VALUE),
                arguments("UInt64", 7, decimal("7", 20, 0)),
                arguments(
                        "UInt64",
                        new BigInteger("18446744073709551615"),
                        DecimalData.fromBigDecimal(new BigDecimal("18446744073709551615"), 20, 0)),
                arguments("Decimal(9, 2)", new BigDecimal("1.5"), decimal("1.50", 9, 2)),
                arguments("Decimal(9, 2)", new BigDecimal("1.500"), decimal("1.50", 9, 2)),
                arguments("Decimal(9, 2)", 3, decimal("3.00", 9, 2)),
                arguments("Float32", 1.5f, 1.5f),
                arguments("Float64", 1.5f, 1.5d),
                arguments("Bool", true, true),
                arguments("String", Colour.RED, StringData.fromString("RED")),
                arguments("UUID", new UUID(1, 2), StringData.fromString("" + new UUID(1, 2))),
                arguments(
                        "IPv4",
                        InetAddress.getByName("127.0.0.1"),
                        StringData.fromString("127.0.0.1")),
                arguments("String", utf8("x"), StringData.fromString("x")),
                arguments(
                        "Int256",
                        BigInteger.TEN.pow(40),
                        StringData.fromString("1" + "0".repeat(40))));
    }

    static Stream<Arguments> times() {
        Instant at = Instant.parse("2026-11-20T12:00:00.5Z");
        return Stream.of(
                arguments("Date", LocalDate.ofEpochDay(20_000), 20_000),
                arguments("DateTime64(3)", at, TimestampData.fromInstant(at)),
                arguments("DateTime64(3)", Timestamp.from(at), TimestampData.fromInstant(at)),
                arguments(
                        "DateTime64(3)",
                        at.atZone(ZoneId.of("Asia/Tokyo")),
                        TimestampData.fromInstant(at)),
                arguments(
                        "DateTime64(3)",
                        OffsetDateTime.parse("2026-11-20T14:00:00.5+02:00"),
                        TimestampData.fromInstant(at)),
                arguments("Time", LocalTime.of(0, 0, 2), 2000));
    }

    static Stream<Arguments> composites() {
        return Stream.of(
                arguments("Array(Int32)", List.of(1, 2), array(1, 2)),
                arguments("Array(Int32)", new int[] {1, 2}, array(1, 2)),
                arguments("Array(String)", Set.of("a"), array(StringData.fromString("a"))),
                arguments(
                        "Map(String, Int64)",
                        Map.of("a", 1),
                        new GenericMapData(Map.of(StringData.fromString("a"), 1L))),
                arguments("Tuple(Int32, Int64)", List.of(1, 2), GenericRowData.of(1, 2L)),
                arguments("Tuple(a Int32, b Int64)", Row.of(1, 2), GenericRowData.of(1, 2L)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void refuses(String type, Object value) {
        assertThatThrownBy(() -> converter(type).toInternal(value))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("column 'c' " + type);
    }

    static Stream<Arguments> refuses() {
        return Stream.of(
                arguments("Int8", 128),
                arguments("Int64", BigInteger.TWO.pow(63)),
                arguments("Int32", 1.0),
                arguments("Int32", "1"),
                arguments("Float32", 1.5),
                arguments("Decimal(9, 2)", new BigDecimal("1.005")),
                arguments("Decimal(9, 2)", new BigDecimal("12345678.90")),
                arguments("Decimal(9, 2)", 1.5),
                arguments("Bool", 1),
                arguments("String", 1),
                arguments("Date", new java.util.Date(0)),
                arguments("Time64(6)", LocalTime.of(0, 0, 0, 1000)),
                arguments("DateTime", LocalDateTime.MIN),
                arguments("Array(Int32)", "[1]"),
                arguments("Array(Int32)", List.of("1")),
                arguments("Map(String, Int64)", List.of()),
                arguments("Map(String, Int64)", Map.of("a", "1")),
                arguments("Tuple(Int32, Int64)", List.of(1)));
    }

    @Test
    void wallClockIsALocalDateTime() {
        ColumnSpec instant = Columns.of("c", "DateTime64(3)").get(0);
        ColumnSpec column = new ColumnSpec("c", instant.type(), new TimestampType(3));
        LocalDateTime shown = LocalDateTime.parse("2026-11-20T21:15:00.123");
        assertThat(ValueConverters.of(column).toInternal(shown))
                .isEqualTo(TimestampData.fromLocalDateTime(shown));
        assertThatThrownBy(() -> ValueConverters.of(column).toInternal(Instant.EPOCH))
                .hasMessageContaining("LocalDateTime");
    }

    @Test
    void aFaultInsideNamesTheWayThere() {
        assertThatThrownBy(
                        () ->
                                converter("Tuple(a Int32, b Array(Int32))")
                                        .toInternal(List.of(1, List.of("x"))))
                .hasMessageContaining("an element of field 'b' of column 'c'");
    }

    private static ValueConverter converter(String type) {
        return ValueConverters.of(Columns.of("c", type).get(0));
    }

    private static DecimalData decimal(String value, int precision, int scale) {
        return DecimalData.fromBigDecimal(new BigDecimal(value), precision, scale);
    }

    private static ArrayData array(Object... values) {
        return new GenericArrayData(values);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
