// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.types.TypeParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the SQL of conditions on keys. */
class KeyConditionTest {

    @Test
    void columnsAreComparedOneByOneForTheIndex() {
        KeyCondition condition =
                KeyCondition.of(List.of(column("a", "Int32"), column("b", "String")));
        assertThat(condition.from(List.of("5", "C3A4")))
                .isEqualTo(
                        "(a > CAST('5', 'Int32') OR a = CAST('5', 'Int32') AND"
                                + " (b >= unhex('C3A4')))");
        assertThat(condition.before(List.of("5", "C3A4")))
                .isEqualTo(
                        "(a < CAST('5', 'Int32') OR a = CAST('5', 'Int32') AND"
                                + " (b < unhex('C3A4')))");
        assertThat(condition.from(List.of("5"))).isEqualTo("(a >= CAST('5', 'Int32'))");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            value = {
                "Nullable(Int8)    | 5    | false | (k >= CAST('5', 'Int8') OR k IS NULL) | (k < CAST('5', 'Int8'))",
                "Nullable(Int8)    | 5    | true  | (k <= CAST('5', 'Int8')) | (k > CAST('5', 'Int8') OR k IS NULL)",
                "Nullable(Int8)    | NULL | false | (k IS NULL) | (k IS NOT NULL)",
                "Nullable(Int8)    | NULL | true  | (k IS NULL OR k IS NOT NULL) | 0",
                "Float32           | 7    | false | (k >= reinterpret(toUInt32(7), 'Float32') OR isNaN(k)) | (k < reinterpret(toUInt32(7), 'Float32'))",
                "Float32           | nan  | false | (isNaN(k)) | (NOT isNaN(k))",
                "Float32           | nan  | true  | (isNaN(k) OR NOT isNaN(k)) | 0",
                "Nullable(Float32) | nan  | false | (isNaN(k) OR k IS NULL) | (NOT isNaN(k))",
                "Nullable(Float32) | nan  | true  | (isNaN(k) OR NOT isNaN(k)) | (k IS NULL)",
                "Nullable(Float32) | NULL | false | (k IS NULL) | (k IS NOT NULL)"
            })
    void nanAndNullHaveTheirPlace(
            String type, String value, boolean descending, String from, String before) {
        KeyCondition condition =
                KeyCondition.of(List.of(new SortColumn("k", TypeParser.parse(type), descending)));
        assertThat(condition.from(Arrays.asList(value))).isEqualTo(from);
        assertThat(condition.before(Arrays.asList(value))).isEqualTo(before);
    }

    /** A condition with {@code isNaN} reads the whole table. */
    @Test
    void rangesLeaveNaNOut() {
        KeyCondition condition =
                new KeyCondition(
                        List.of(column("a", "Nullable(Float64)"), column("b", "Float64")), false);
        String zero = "reinterpret(toUInt64(0), 'Float64')";
        assertThat(condition.from(List.of("0"))).isEqualTo("(a >= " + zero + " OR a IS NULL)");
        assertThat(condition.from(List.of("0", "0")))
                .isEqualTo(
                        "(a > %1$s OR a IS NULL OR a = %1$s AND (b >= %1$s OR isNaN(b)))"
                                .formatted(zero));
        assertThat(condition.before(Arrays.asList((String) null)))
                .isEqualTo("(a IS NOT NULL AND NOT isNaN(a))");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bool | 1 | CAST(1, 'Bool')",
                "UInt256 | 12 | CAST('12', 'UInt256')",
                "Decimal(9, 2) | -1.5 | CAST('-1.5', 'Decimal(9, 2)')",
                "DateTime('Europe/Berlin') | 5 | reinterpret(toUInt32(5), 'DateTime(\\'Europe/Berlin\\')')",
                "DateTime64(3) | -5 | reinterpret(toInt64(-5), 'DateTime64(3)')",
                "Date32 | -5 | addDays(toDate32('1970-01-01'), -5)",
                "FixedString(3) | 61 | toFixedString(unhex('61'), 3)",
                "LowCardinality(Nullable(String)) | 61 | unhex('61')",
                "BFloat16 | 9 | reinterpret(toUInt16(9), 'BFloat16')"
            })
    void valuesAreNumbersOrBytes(String type, String stored, String literal) {
        assertThat(column("k", type).literal(stored)).isEqualTo(literal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Array(Int8)", "Tuple(Int8)", "Map(String, Int8)", "JSON", "IntervalDay"})
    void otherTypesAreNotCompared(String type) {
        assertThat(SortColumn.supports(TypeParser.parse(type))).isFalse();
    }

    private static SortColumn column(String name, String type) {
        return new SortColumn(name, TypeParser.parse(type), false);
    }
}
