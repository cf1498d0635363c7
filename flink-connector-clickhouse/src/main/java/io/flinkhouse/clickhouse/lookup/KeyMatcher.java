// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.source.split.ScanColumn;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads keys from rows, such that two of them are equal where Flink's {@code =} is true: zeros of
 * both signs, decimals of different scales.
 */
final class KeyMatcher {

    private final RowData.FieldGetter[] fields;

    private KeyMatcher(List<LogicalType> types, List<Integer> places) {
        this.fields = new RowData.FieldGetter[types.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = RowData.createFieldGetter(types.get(i), places.get(i));
        }
    }

    /** Reads the keys of rows that the server returned. */
    static KeyMatcher ofAnswers(LookupRequest request) {
        return new KeyMatcher(nullable(request.keyColumns()), request.keys());
    }

    /** Reads the keys that Flink asks for. */
    static KeyMatcher ofQuestions(LookupRequest request) {
        List<LogicalType> types = nullable(request.keyColumns());
        return new KeyMatcher(types, places(types.size()));
    }

    /** Returns the places of the columns of a key. */
    static List<Integer> places(int columns) {
        return IntStream.range(0, columns).boxed().toList();
    }

    private static List<LogicalType> nullable(List<ScanColumn> columns) {
        return columns.stream().map(column -> column.spec().flinkType().copy(true)).toList();
    }

    /** Returns the key of a row; empty if it equals none: NULL and NaN. */
    Optional<MatchKey> of(RowData row) {
        Object[] values = new Object[fields.length];
        for (int i = 0; i < values.length; i++) {
            Object value = fields[i].getFieldOrNull(row);
            values[i] = value == null ? null : comparable(value);
            if (values[i] == null) {
                return Optional.empty();
            }
        }
        return Optional.of(new MatchKey(values));
    }

    /** Returns an object that equals others as Flink compares the values; null for NaN. */
    static Object comparable(Object value) {
        if (value instanceof Float number) {
            return Float.isNaN(number) ? null : (Object) (number + 0f);
        }
        if (value instanceof Double number) {
            return Double.isNaN(number) ? null : (Object) (number + 0d);
        }
        if (value instanceof DecimalData number) {
            return number.toBigDecimal().stripTrailingZeros();
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }
}
