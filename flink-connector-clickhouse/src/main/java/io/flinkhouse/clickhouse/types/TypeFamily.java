// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of ClickHouse's types, spelled as the server spells them. */
@Internal
public enum TypeFamily {
    BOOL("Bool"),
    INT8("Int8"),
    INT16("Int16"),
    INT32("Int32"),
    INT64("Int64"),
    INT128("Int128"),
    INT256("Int256"),
    UINT8("UInt8"),
    UINT16("UInt16"),
    UINT32("UInt32"),
    UINT64("UInt64"),
    UINT128("UInt128"),
    UINT256("UInt256"),
    FLOAT32("Float32"),
    FLOAT64("Float64"),
    BFLOAT16("BFloat16"),
    DECIMAL("Decimal"),
    STRING("String"),
    FIXED_STRING("FixedString"),
    DATE("Date"),
    DATE32("Date32"),
    TIME("Time"),
    TIME64("Time64"),
    DATE_TIME("DateTime"),
    DATE_TIME64("DateTime64"),
    ENUM8("Enum8"),
    ENUM16("Enum16"),
    UUID("UUID"),
    IPV4("IPv4"),
    IPV6("IPv6"),
    INTERVAL_NANOSECOND("IntervalNanosecond"),
    INTERVAL_MICROSECOND("IntervalMicrosecond"),
    INTERVAL_MILLISECOND("IntervalMillisecond"),
    INTERVAL_SECOND("IntervalSecond"),
    INTERVAL_MINUTE("IntervalMinute"),
    INTERVAL_HOUR("IntervalHour"),
    INTERVAL_DAY("IntervalDay"),
    INTERVAL_WEEK("IntervalWeek"),
    INTERVAL_MONTH("IntervalMonth"),
    INTERVAL_QUARTER("IntervalQuarter"),
    INTERVAL_YEAR("IntervalYear"),
    NULLABLE("Nullable"),
    LOW_CARDINALITY("LowCardinality"),
    ARRAY("Array"),
    MAP("Map"),
    TUPLE("Tuple"),
    NESTED("Nested"),
    VARIANT("Variant"),
    DYNAMIC("Dynamic"),
    JSON("JSON"),
    SIMPLE_AGGREGATE_FUNCTION("SimpleAggregateFunction"),
    POINT("Point"),
    RING("Ring"),
    LINE_STRING("LineString"),
    MULTI_LINE_STRING("MultiLineString"),
    POLYGON("Polygon"),
    MULTI_POLYGON("MultiPolygon"),
    GEOMETRY("Geometry"),
    AGGREGATE_FUNCTION("AggregateFunction"),
    QBIT("QBit"),
    NOTHING("Nothing"),
    /** A type that this connector does not know; errors name it. */
    UNKNOWN("");

    private static final Map<String, TypeFamily> BY_NAME =
            Stream.of(values())
                    .filter(family -> family != UNKNOWN)
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    TypeFamily::toString, Function.identity()));

    private final String name;

    TypeFamily(String name) {
        this.name = name;
    }

    static Optional<TypeFamily> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    @Override
    public String toString() {
        return name;
    }
}
