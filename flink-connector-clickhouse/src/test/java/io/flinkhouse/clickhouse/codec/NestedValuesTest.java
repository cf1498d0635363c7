// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that random values of random nested types are decoded as they were encoded. */
class NestedValuesTest {

    /** Rows of one column. */
    record Rows(ClickHouseType type, List<Object> values) {}

    /** A type with values of it. */
    private record Typed(String type, Arbitrary<Object> values) {}

    @Property(tries = 400)
    void comeBackAsTheyWere(@ForAll("rows") Rows rows) throws IOException {
        List<ColumnSpec> column =
                List.of(new ColumnSpec("v", rows.type(), TypeMapping.toFlink(rows.type())));
        NativeBlockBuilder encoder = new NativeBlockBuilder(column);
        rows.values().forEach(value -> encoder.append(GenericRowData.of(value)));
        byte[] block = CodecContractTest.plain(encoder.seal());

        List<String> back = new BlockDecoder(column).decode(block).stream().map(Shown::of).toList();

        assertThat(back)
                .isEqualTo(rows.values().stream().map(v -> "(" + Shown.of(v) + ")").toList());
    }

    @Provide
    Arbitrary<Rows> rows() {
        return type(4).flatMap(
                        typed ->
                                typed.values()
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(20)
                                        .map(
                                                values ->
                                                        new Rows(
                                                                TypeParser.parse(typed.type()),
                                                                values)));
    }

    private static Arbitrary<Typed> type(int depth) {
        Arbitrary<Typed> scalar = scalar();
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<Typed> inner = Arbitraries.lazy(() -> type(depth - 1));
        return Arbitraries.oneOf(
                scalar,
                scalar.map(NestedValuesTest::nullable),
                lowCardinality(),
                inner.map(NestedValuesTest::array),
                Combinators.combine(text(), inner).as(NestedValuesTest::map),
                Combinators.combine(inner, inner).as(NestedValuesTest::tuple));
    }

    private static Arbitrary<Typed> scalar() {
        return Arbitraries.of(
                new Typed("Int32", Arbitraries.integers().map(Object.class::cast)),
                new Typed(
                        "UInt8",
                        Arbitraries.shorts()
                                .between((short) 0, (short) 255)
                                .map(Object.class::cast)),
                new Typed("Float64", Arbitraries.doubles().map(Object.class::cast)),
                new Typed("Bool", Arbitraries.of(true, false)),
                new Typed("String", strings()),
                new Typed("UInt64", unsigned()),
                new Typed("DateTime64(6, 'UTC')", timestamps()),
                new Typed(
                        "Enum8('a' = 1, 'b' = 2)",
                        Arbitraries.of("a", "b").map(StringData::fromString)),
                new Typed("Decimal(18, 4)", decimals()));
    }

    private static Arbitrary<Typed> text() {
        return Arbitraries.just(new Typed("String", strings()));
    }

    private static Arbitrary<Typed> lowCardinality() {
        return Arbitraries.of(
                new Typed("LowCardinality(String)", strings()),
                new Typed("LowCardinality(Nullable(String))", strings().injectNull(0.3)));
    }

    private static Typed nullable(Typed inner) {
        return new Typed("Nullable(" + inner.type + ")", inner.values.injectNull(0.3));
    }

    private static Typed array(Typed element) {
        return new Typed(
                "Array(" + element.type + ")",
                element.values.list().ofMaxSize(5).map(v -> new GenericArrayData(v.toArray())));
    }

    private static Typed map(Typed key, Typed value) {
        return new Typed(
                "Map(" + key.type + ", " + value.type + ")",
                Combinators.combine(key.values.list().uniqueElements().ofMaxSize(4), value.values)
                        .as(NestedValuesTest::mapOf));
    }

    private static Object mapOf(List<Object> keys, Object value) {
        Map<Object, Object> map = new LinkedHashMap<>();
        keys.forEach(key -> map.put(key, value));
        return new GenericMapData(map);
    }

    private static Typed tuple(Typed first, Typed second) {
        return new Typed(
                "Tuple(a " + first.type + ", `b c` " + second.type + ")",
                Combinators.combine(first.values, second.values)
                        .as((a, b) -> GenericRowData.of(a, b)));
    }

    private static Arbitrary<Object> strings() {
        return Arbitraries.strings()
                .ofMaxLength(12)
                .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                .map(StringData::fromString);
    }

    private static Arbitrary<Object> unsigned() {
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE))
                .map(
                        value ->
                                Objects.requireNonNull(
                                        DecimalData.fromBigDecimal(
                                                new java.math.BigDecimal(value), 20, 0)));
    }

    private static Arbitrary<Object> decimals() {
        return Arbitraries.longs()
                .between(-999_999_999_999_999_999L, 999_999_999_999_999_999L)
                .map(value -> DecimalData.fromUnscaledLong(value, 18, 4));
    }

    private static Arbitrary<Object> timestamps() {
        return Combinators.combine(
                        Arbitraries.longs().between(-2_208_988_800_000L, 10_413_791_999_999L),
                        Arbitraries.integers().between(0, 999))
                .as((millis, micros) -> TimestampData.fromEpochMillis(millis, micros * 1000));
    }
}
