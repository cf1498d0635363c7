// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.LogicalTypeVisitor;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TypeMappingTest {

    /** A type that later versions of Flink have, which let nobody CAST it. */
    @Test
    void aVariantIsRefusedWithAWayOut() {
        assertThat(TypeMapping.refusal(new Variant(), TypeParser.parse("JSON")))
                .hasValueSatisfying(
                        text ->
                                assertThat(text)
                                        .contains("VARIANT NOT NULL cannot be written to JSON")
                                        .contains("without PARSE_JSON")
                                        .doesNotContain("CAST the column"));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "BIGINT | UInt64 | is nullable, but UInt64 cannot store NULL",
                "BOOLEAN NOT NULL | UUID | which accepts STRING, CHAR, BYTES, BINARY",
                "STRING NOT NULL | Int32 | CAST the column",
                "DOUBLE NOT NULL | Float32 | which accepts FLOAT",
                "DECIMAL(10, 2) NOT NULL | Int64 | has decimal places",
                "BIGINT NOT NULL | DateTime | which accepts TIMESTAMP_LTZ, TIMESTAMP",
                "ARRAY<STRING> | Array(Int32) | STRING cannot be written to Int32",
                "MAP<STRING, INT> | Map(String, String) | INT cannot be written to String",
                "ROW<a INT, c STRING> | Tuple(a Int32, b String) | has no field 'b'",
                "ROW<a INT> | Tuple(a Int32, b String) | has 1 fields",
                "ROW<> | Tuple() | holds no value",
                "ROW<a INT NOT NULL, b STRING> | Variant(Int32, String) | must be nullable",
                "STRING | Variant(Int32, UInt8) | has no member String",
                "STRING NOT NULL | AggregateFunction(sum, UInt64) | only the server can make",
                "STRING NOT NULL | Whatever(3) | Not known to this connector",
                "ARRAY<FLOAT> | QBit(Float32, 8) | transposed bits",
                "ROW<a DECIMAL(9, 2)> NOT NULL | JSON | no exact form in JSON",
                "MAP<INT, STRING> NOT NULL | JSON | keys are not strings",
                "STRING | LowCardinality(String) | is nullable",
                "INT | Enum8('a' = 1) | Nullable(Enum8('a' = 1))"
            })
    void whatCannotBeWrittenIsRefused(String from, String to, String reason) {
        assertThat(TypeMapping.refusal(flink(from), TypeParser.parse(to)))
                .hasValueSatisfying(text -> assertThat(text).contains(reason));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "BIGINT NOT NULL | UInt64",
                "BIGINT NOT NULL | Int8",
                "STRING | Nullable(FixedString(3))",
                "STRING | LowCardinality(Nullable(String))",
                "ARRAY<STRING> | Array(LowCardinality(String))",
                "MAP<STRING, INT> | Map(String, Int64)",
                "ROW<b STRING, a INT> | Tuple(a Int32, b String)",
                "ROW<x INT, y STRING> | Tuple(Int32, String)",
                "STRING | Dynamic",
                "ARRAY<INT> | Dynamic",
                "ROW<a INT, b ARRAY<STRING>> NOT NULL | JSON",
                "DECIMAL(38, 0) NOT NULL | UInt256",
                "ROW<x DOUBLE NOT NULL, y DOUBLE NOT NULL> | Point",
                "BIGINT NOT NULL | SimpleAggregateFunction(sum, UInt64)"
            })
    void whatCanBeWrittenIsNot(String from, String to) {
        assertThat(TypeMapping.refusal(flink(from), TypeParser.parse(to))).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "BOOLEAN NOT NULL | Bool",
                "BIGINT | Nullable(Int64)",
                "DECIMAL(10, 2) NOT NULL | Decimal(10, 2)",
                "TIMESTAMP(6) NOT NULL | DateTime64(6, 'UTC')",
                "TIMESTAMP_LTZ(3) | Nullable(DateTime64(3, 'UTC'))",
                "ARRAY<STRING> | Array(Nullable(String))",
                "MAP<STRING, INT NOT NULL> | Map(String, Int32)",
                "ROW<a INT NOT NULL, b STRING> | Tuple(a Int32, b Nullable(String))",
                "TIME(3) NOT NULL | Time64(3)"
            })
    void aFlinkTypeGetsAColumn(String from, String to) {
        LogicalType type = flink(from);

        assertThat(TypeMapping.toClickHouse(type)).hasToString(to);
        assertThat(TypeMapping.refusal(type, TypeParser.parse(to))).isEmpty();
    }

    private static LogicalType flink(String name) {
        return LogicalTypeParser.parse(name, TypeMappingTest.class.getClassLoader());
    }

    private static final class Variant extends LogicalType {

        Variant() {
            super(false, LogicalTypeRoot.RAW);
        }

        @Override
        public LogicalType copy(boolean isNullable) {
            return this;
        }

        @Override
        public String asSerializableString() {
            return "VARIANT NOT NULL";
        }

        @Override
        public boolean supportsInputConversion(Class<?> type) {
            return false;
        }

        @Override
        public boolean supportsOutputConversion(Class<?> type) {
            return false;
        }

        @Override
        public Class<?> getDefaultConversion() {
            return Object.class;
        }

        @Override
        public List<LogicalType> getChildren() {
            return List.of();
        }

        @Override
        public <R> R accept(LogicalTypeVisitor<R> visitor) {
            return visitor.visit(this);
        }
    }
}
