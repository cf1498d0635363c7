// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests the errors of values that a column cannot hold, and that the block is unchanged afterwards.
 */
class BadValuesTest {

    @SuppressWarnings("checkstyle:methodlength") // a table, one line per value
    static Stream<Arguments> badValues() {
        return Stream.of(
                bad("BIGINT", "Int8", 128L, "a value out of its range, only -128 to 127"),
                bad("BIGINT", "UInt8", -1L, "only 0 to 255"),
                bad("INT", "UInt16", 65536, "only 0 to 65535"),
                bad("BIGINT", "UInt32", 1L << 32, "only 0 to 4294967295"),
                bad("BIGINT", "UInt64", -1L, "only 0 to 18446744073709551615"),
                bad(
                        "DECIMAL(20, 0)",
                        "UInt64",
                        decimal("18446744073709551616", 20, 0),
                        "only 0 to"),
                bad("DECIMAL(38, 0)", "Int64", decimal("9223372036854775808", 38, 0), "only -9"),
                bad("STRING", "UInt128", text("-5"), "only 0 to"),
                bad("STRING", "Int256", text("12x"), "a text of 3 characters"),
                bad("BIGINT", "Float64", (1L << 53) + 1, "an integer of 16 digits exactly"),
                bad("INT", "Float32", (1 << 24) + 1, "an integer of 8 digits exactly"),
                bad(
                        "DECIMAL(10, 4)",
                        "Decimal(9, 2)",
                        decimal("1.2345", 10, 4),
                        "without rounding"),
                bad(
                        "DECIMAL(18, 2)",
                        "Decimal(9, 2)",
                        decimal("12345678.90", 18, 2),
                        "8 digits before the point, only 7"),
                bad("DECIMAL(38, 2)", "Decimal(20, 2)", decimal("1e30", 38, 2), "31 digits before"),
                bad("STRING", "Decimal(76, 2)", text("x"), "no decimal number"),
                bad("STRING", "Decimal(76, 2)", text("1e999999999"), "more than 200 digits"),
                bad("STRING", "FixedString(2)", text("abc"), "3 bytes"),
                bad("STRING", "FixedString(2)", text("日"), "3 bytes"),
                bad("DATE", "Date", day("1969-12-31"), "only 1970-01-01 to 2149-06-06"),
                bad("DATE", "Date32", day("2300-01-01"), "only 1900-01-01 to"),
                bad("TIMESTAMP(3)", "DateTime", time("2024-01-01T00:00:00.5"), "whole seconds"),
                bad("TIMESTAMP(3)", "DateTime", time("2106-02-07T06:28:16"), "only 1970-01-01"),
                bad("TIMESTAMP(3)", "DateTime", time("1969-12-31T23:59:59"), "only 1970-01-01"),
                bad("TIMESTAMP(9)", "DateTime64(3)", nanos("2024-01-01T00:00:00"), "3 digits"),
                bad("TIMESTAMP(3)", "DateTime64(3)", time("1899-12-31T23:59:59"), "only 1900"),
                bad("TIMESTAMP(3)", "DateTime64(9)", time("2262-04-12T00:00:00"), "2262-04-11"),
                bad("TIME(3)", "Time", 1500, "only whole seconds"),
                bad("TIME(3)", "Time64(1)", 1550, "only 1 digits"),
                bad("INTERVAL SECOND(3)", "Time", 3_600_000_000L, "only -999:59:59"),
                bad("INTERVAL SECOND(3)", "IntervalMinute", 61_000L, "only multiples of 60000"),
                bad("STRING", "Enum8('a' = 1)", text("secret"), "a name of 6 bytes"),
                bad("INT", "Enum8('a' = 1)", 2, "none of its 1"),
                bad("STRING", "UUID", text("61f0c404_5cb3_11e7_907b_a6006ad3dba0"), "no UUID"),
                bad("BYTES", "UUID", new byte[15], "15 bytes"),
                bad("STRING", "IPv4", text("256.0.0.1"), "no IPv4"),
                bad("STRING", "IPv4", text("1.2.3"), "no IPv4"),
                bad("STRING", "IPv6", text("1:2:3:4:5:6:7:8:9"), "no IPv6"),
                bad("STRING", "IPv6", text("1::2::3"), "no IPv6"),
                bad("STRING", "IPv6", text("example.org"), "no IPv6"),
                bad("STRING", "JSON", text("{\"a\":1,}"), "no JSON object from byte 7"),
                bad("STRING", "JSON", text("[1]"), "no JSON object from byte 0"),
                bad("STRING", "JSON", text("{\"a\":01}"), "no JSON object from byte 6"),
                bad("MAP<STRING, DOUBLE>", "JSON", map(Double.NaN), "NaN or an infinity"),
                bad("INT", "Int32", null, "NULL"),
                bad("STRING", "LowCardinality(String)", null, "NULL"),
                bad("ARRAY<INT>", "Array(Int32)", array(1, null), "NULL"),
                bad("MAP<STRING, STRING>", "Map(String, String)", map(null), "NULL"),
                bad(
                        "ROW<a INT, b INT>",
                        "Variant(Int32, Int64)",
                        GenericRowData.of(1, 2),
                        "fields 1 and 2 are both set"),
                bad(
                        "ARRAY<MAP<STRING, ROW<x TINYINT, y SMALLINT>>>",
                        "Array(Map(String, Tuple(x Int8, y Int8)))",
                        array(map(GenericRowData.of((byte) 1, (short) 999))),
                        "only -128 to 127"));
    }

    @ParameterizedTest(name = "{0} {2} to {1}")
    @MethodSource("badValues")
    void isNamedWithColumnTypeAndRow(String flink, String type, Object value, String reason) {
        NativeBlockBuilder encoder = encoder(flink, type);

        assertThatThrownBy(() -> encoder.append(GenericRowData.of(7, value)))
                .isInstanceOf(BadValueException.class)
                .hasMessageStartingWith("Column 'v' " + TypeParser.parse(type) + " cannot hold ")
                .hasMessageContaining(reason)
                .hasMessageContaining("Flink type " + flink(flink).asSummaryString())
                .hasMessageContaining("row 1 of the batch")
                .hasMessageContaining("sink.error-mode");
        assertThat(encoder.rows()).isZero();
        assertThat(encoder.bytes()).isZero();
    }

    /** So that no change of a message goes unseen, and none shows a value. */
    @Test
    void messagesAreThoseOfTheGoldenFile() throws IOException {
        List<String> messages =
                badValues().map(BadValuesTest::message).distinct().sorted().toList();
        if (Boolean.getBoolean("messages.update")) {
            Files.write(Path.of("src/test/resources/messages/bad-values.txt"), messages);
        }
        try (InputStream golden =
                BadValuesTest.class.getResourceAsStream("/messages/bad-values.txt")) {
            assertThat(messages)
                    .containsExactlyElementsOf(
                            new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                                    .lines()
                                    .toList());
        }
    }

    private static String message(Arguments bad) {
        Object[] of = bad.get();
        NativeBlockBuilder encoder = encoder((String) of[0], (String) of[1]);
        Throwable error = catchThrowable(() -> encoder.append(GenericRowData.of(7, of[2])));
        return error.getMessage();
    }

    @ParameterizedTest(name = "{0} {2} to {1}")
    @MethodSource("badValues")
    void leavesTheRowsAroundItAlone(String flink, String type, Object value) throws IOException {
        // the bad column stands between two good ones, so that the row fails half-way
        List<ColumnSpec> good = List.of(spec("a", "INT", "Int32"), spec("z", "STRING", "String"));
        List<ColumnSpec> all =
                List.of(
                        good.get(0),
                        nullable("n", flink, type),
                        spec("v", flink, type),
                        good.get(1));
        NativeBlockBuilder encoder = new NativeBlockBuilder(all);
        NativeBlockBuilder expected = new NativeBlockBuilder(all);
        for (int i = 0; i < 3; i++) {
            int number = i;
            assertThatThrownBy(
                            () ->
                                    encoder.append(
                                            GenericRowData.of(number, null, value, text("bad"))))
                    .isInstanceOf(BadValueException.class);
        }

        assertThat(CodecContractTest.plain(encoder.seal()))
                .isEqualTo(CodecContractTest.plain(expected.seal()));
    }

    @Test
    void aBadElementDeepInsideTakesOnlyItsRowAlong() throws IOException {
        String flink = "ARRAY<MAP<STRING, ROW<x SMALLINT, y STRING>>>";
        String type = "Array(Map(String, Tuple(x Int8, y LowCardinality(String))))";
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(spec("v", flink, type)));
        NativeBlockBuilder expected = new NativeBlockBuilder(List.of(spec("v", flink, type)));
        for (int i = 0; i < 50; i++) {
            GenericRowData good = GenericRowData.of(array(map(pair(i)), map(pair(i + 1))));
            encoder.append(good);
            expected.append(good);
            GenericRowData bad = GenericRowData.of(array(map(pair(i)), map(pair(1000))));
            assertThatThrownBy(() -> encoder.append(bad)).isInstanceOf(BadValueException.class);
        }

        assertThat(encoder.rows()).isEqualTo(50);
        assertThat(rows(encoder, flink, type)).isEqualTo(rows(expected, flink, type));
    }

    private static List<String> rows(NativeBlockBuilder encoder, String flink, String type)
            throws IOException {
        byte[] block = CodecContractTest.plain(encoder.seal());
        return new BlockDecoder(List.of(spec("v", flink, type)))
                .decode(block).stream().map(Shown::of).toList();
    }

    private static GenericRowData pair(int number) {
        return GenericRowData.of((short) number, text("y" + number));
    }

    private static Arguments bad(String flink, String type, Object value, String reason) {
        return Arguments.of(flink, type, value, reason);
    }

    private static NativeBlockBuilder encoder(String flink, String type) {
        return new NativeBlockBuilder(List.of(spec("a", "INT", "Int32"), spec("v", flink, type)));
    }

    private static ColumnSpec spec(String name, String flink, String type) {
        return new ColumnSpec(name, TypeParser.parse(type), flink(flink));
    }

    /** A column that takes NULL, whether or not the type does. */
    private static ColumnSpec nullable(String name, String flink, String type) {
        boolean composite = type.matches("(Array|Map|Variant|LowCardinality).*");
        return spec(name, flink, composite ? "Dynamic" : "Nullable(" + type + ")");
    }

    private static LogicalType flink(String name) {
        return LogicalTypeParser.parse(name, BadValuesTest.class.getClassLoader());
    }

    private static StringData text(String value) {
        return StringData.fromString(value);
    }

    private static DecimalData decimal(String value, int precision, int scale) {
        return DecimalData.fromBigDecimal(new BigDecimal(value), precision, scale);
    }

    private static int day(String date) {
        return (int) LocalDate.parse(date).toEpochDay();
    }

    private static TimestampData time(String value) {
        return TimestampData.fromLocalDateTime(LocalDateTime.parse(value));
    }

    private static TimestampData nanos(String value) {
        return TimestampData.fromLocalDateTime(LocalDateTime.parse(value).plusNanos(1));
    }

    private static GenericArrayData array(Object... values) {
        return new GenericArrayData(values);
    }

    private static GenericMapData map(Object value) {
        Map<Object, Object> map = Collections.singletonMap(text("k"), value);
        return new GenericMapData(map);
    }
}
