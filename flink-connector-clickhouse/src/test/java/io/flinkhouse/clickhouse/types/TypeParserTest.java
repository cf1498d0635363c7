// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TypeParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UInt64",
                "FixedString(16)",
                "Decimal(76, 38)",
                "DateTime",
                "DateTime('Europe/Berlin')",
                "DateTime64(9, 'America/Argentina/Buenos_Aires')",
                "Enum8('a' = -128, 'b, c' = 1, 'it\\'s' = 2, '(' = 3, 'x\\\\y' = 4, '\\t' = 5)",
                "Nullable(LowCardinality(String))",
                "Map(LowCardinality(String), Array(Nullable(Decimal(9, 2))))",
                "Tuple(a UInt8, `b c` String, `d``e` Tuple(UInt8, String))",
                "Tuple()",
                "Nested(a Array(String), b Nested(c Int8))",
                "Variant(Array(UInt8), String, UInt64)",
                "Dynamic(max_types=16)",
                "JSON(max_dynamic_paths=10, a.b UInt32, SKIP c, SKIP REGEXP 'x)(')",
                "SimpleAggregateFunction(groupArrayArray(10), Array(String))",
                "AggregateFunction(quantiles(0.5, 0.9), UInt64)",
                "QBit(Float32, 8)",
                "SomethingNew(1, 'x, (y', Array(String))",
                "MultiPolygon",
                "IntervalSecond"
            })
    void namesComeBackAsTheyWere(String name) {
        String canonical = name.replace("``", "\\`");

        assertThat(TypeParser.parse(name)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Decimal64(4) | Decimal(18, 4)",
                "DateTime32('UTC') | DateTime('UTC')",
                "Enum('a' = 1) | Enum8('a' = 1)",
                "Enum('a' = 1000) | Enum16('a' = 1000)",
                "Array( Nullable( String ) ) | Array(Nullable(String))"
            })
    void otherSpellingsBecomeTheServers(String name, String canonical) {
        assertThat(TypeParser.parse(name)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Array(String | expected ')' at position 12",
                "Array | expected '(' at position 5",
                "Array() | expected a name at position 6",
                "UInt64) | expected the end at position 6",
                "Decimal(77, 2) | from 1 to 76 at position 8",
                "FixedString(0) | from 1 to 16777215 at position 12",
                "Enum8('a') | expected '=' at position 9",
                "Enum8('a' = 300) | from -128 to 127 at position 12",
                "Enum8('a | the name ends too early at position 8",
                "DateTime64(10) | from 0 to 9 at position 11",
                "Tuple(a UInt8,) | expected a name at position 14",
                "Unknown(( | the name ends too early at position 9",
                "1abc | expected a name at position 0"
            })
    void whatIsMalformedIsNamedWithItsPosition(String name, String problem) {
        assertThatThrownBy(() -> TypeParser.parse(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(problem);
    }

    @Test
    void nestingHasAnEnd() {
        String deep = "Array(".repeat(10_000) + "String" + ")".repeat(10_000);

        assertThatThrownBy(() -> TypeParser.parse(deep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested deeper");
    }

    @Test
    void theZoneIsFilledInAtAnyDepth() {
        ClickHouseType type =
                TypeParser.parse("Map(String, Array(Tuple(DateTime, DateTime64(3, 'UTC'))))");

        assertThat(TypeMapping.inZone(type, "Asia/Tokyo"))
                .hasToString(
                        "Map(String, Array(Tuple(DateTime('Asia/Tokyo'), DateTime64(3, 'UTC'))))");
    }
}
