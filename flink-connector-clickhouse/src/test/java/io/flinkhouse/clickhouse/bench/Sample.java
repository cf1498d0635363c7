// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.bench;

import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** Columns of one type with plausible values, by name, and a row of eight. */
public enum Sample {
    INT64(column("Int64", "BIGINT"), random -> random.nextLong() >>> 30),
    UINT64(column("UInt64", "BIGINT"), random -> random.nextLong() >>> 30),
    UINT32(column("UInt32", "BIGINT"), random -> (long) random.nextInt(9_000)),
    UINT64_DECIMAL(column("UInt64", "DECIMAL(20, 0)"), random -> big(random.nextLong() >>> 1)),
    FLOAT64(column("Float64", "DOUBLE"), Random::nextDouble),
    DECIMAL64(column("Decimal(18, 4)", "DECIMAL(18, 4)"), Sample::price),
    DATE(column("Date", "DATE"), random -> random.nextInt(20_000)),
    DATE_TIME64(column("DateTime64(3)", "TIMESTAMP_LTZ(3)"), Sample::time),
    DATE_TIME64_BERLIN(column("DateTime64(3, 'Europe/Berlin')", "TIMESTAMP(3)"), Sample::time),
    STRING(column("String", "STRING"), random -> text("https://shop.example.com/item/", random)),
    FIXED_STRING(column("FixedString(2)", "STRING"), random -> StringData.fromString("DE")),
    LOW_CARDINALITY(column("LowCardinality(String)", "STRING"), Sample::word),
    ENUM(column("Enum8('pv' = 1, 'cart' = 2, 'buy' = 3)", "STRING"), Sample::word),
    UUID_TEXT(column("UUID", "STRING"), random -> uuid(random)),
    IPV4(
            column("IPv4", "STRING"),
            random -> StringData.fromString("10.1.2." + random.nextInt(256))),
    NULLABLE(column("Nullable(Int64)", "BIGINT"), random -> random.nextBoolean() ? 7L : null),
    ARRAY(column("Array(String)", "ARRAY<STRING>"), random -> new GenericArrayData(words(random))),
    MAP(column("Map(String, Int64)", "MAP<STRING, BIGINT>"), Sample::map),
    TUPLE(column("Tuple(a Int64, b String)", "ROW<a BIGINT, b STRING>"), Sample::tuple),
    JSON(column("JSON", "STRING"), random -> text("{\"a\":1,\"b\":\"x\",\"c\":", random, "}")),
    REFERENCE_ROW(
            UINT64, UINT64, UINT32, LOW_CARDINALITY, DATE_TIME64, STRING, DECIMAL64, FIXED_STRING),
    SCANNED_ROW(UINT64, STRING, DATE_TIME64, FLOAT64, LOW_CARDINALITY);

    static final int ROWS = 10_000;

    private final List<ColumnSpec> columns;
    private final List<Function<Random, Object>> values;

    Sample(ColumnSpec column, Function<Random, Object> value) {
        this.columns = List.of(column);
        this.values = List.of(value);
    }

    Sample(Sample... parts) {
        this.columns = Arrays.stream(parts).flatMap(part -> part.columns.stream()).toList();
        this.values = Arrays.stream(parts).flatMap(part -> part.values.stream()).toList();
    }

    List<ColumnSpec> columns() {
        return columns;
    }

    RowData[] generic() {
        Random random = new Random(42);
        RowData[] rows = new RowData[ROWS];
        for (int i = 0; i < ROWS; i++) {
            rows[i] =
                    GenericRowData.of(values.stream().map(value -> value.apply(random)).toArray());
        }
        return rows;
    }

    RowData[] binary() {
        LogicalType[] types =
                columns.stream().map(ColumnSpec::flinkType).toArray(LogicalType[]::new);
        RowDataSerializer serializer = new RowDataSerializer(types);
        RowData[] rows = generic();
        for (int i = 0; i < ROWS; i++) {
            rows[i] = serializer.toBinaryRow(rows[i]).copy();
        }
        return rows;
    }

    private static ColumnSpec column(String type, String flink) {
        LogicalType flinkType = LogicalTypeParser.parse(flink, Sample.class.getClassLoader());
        return new ColumnSpec("v", TypeParser.parse(type), flinkType);
    }

    private static DecimalData big(long value) {
        return DecimalData.fromBigDecimal(BigDecimal.valueOf(value), 20, 0);
    }

    private static DecimalData price(Random random) {
        return DecimalData.fromUnscaledLong(random.nextInt(100_000_000), 18, 4);
    }

    private static TimestampData time(Random random) {
        return TimestampData.fromEpochMillis(1_700_000_000_000L + random.nextInt(10_000_000));
    }

    private static StringData text(String prefix, Random random) {
        return text(prefix, random, "");
    }

    private static StringData text(String prefix, Random random, String suffix) {
        return StringData.fromString(prefix + random.nextInt(10_000_000) + suffix);
    }

    private static StringData word(Random random) {
        return StringData.fromString(List.of("pv", "cart", "buy").get(random.nextInt(3)));
    }

    private static StringData uuid(Random random) {
        return StringData.fromString(new UUID(random.nextLong(), random.nextLong()).toString());
    }

    private static Object[] words(Random random) {
        return new Object[] {word(random), word(random), word(random)};
    }

    private static Object map(Random random) {
        Map<Object, Object> map = Map.of(word(random), random.nextLong());
        return new GenericMapData(map);
    }

    private static Object tuple(Random random) {
        return GenericRowData.of(random.nextLong(), word(random));
    }
}
