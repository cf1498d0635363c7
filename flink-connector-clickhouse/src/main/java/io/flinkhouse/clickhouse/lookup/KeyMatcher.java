// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.source.split.ScanColumn;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

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
    private final LogicalTypeRoot[] roots;

    private KeyMatcher(List<LogicalType> types, List<Integer> places) {
        this.fields = new RowData.FieldGetter[types.size()];
        this.roots = new LogicalTypeRoot[types.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = RowData.createFieldGetter(types.get(i), places.get(i));
            roots[i] = types.get(i).getTypeRoot();
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
            values[i] = value == null ? null : comparable(value, roots[i]);
            if (values[i] == null) {
                return Optional.empty();
            }
        }
        return Optional.of(new MatchKey(values));
    }

    private static Object comparable(Object value, LogicalTypeRoot root) {
        return switch (root) {
            case FLOAT -> Float.isNaN((float) value) ? null : (Object) ((float) value + 0f);
            case DOUBLE -> Double.isNaN((double) value) ? null : (Object) ((double) value + 0d);
            case DECIMAL -> ((DecimalData) value).toBigDecimal().stripTrailingZeros();
            case BINARY, VARBINARY -> ByteBuffer.wrap((byte[]) value);
            default -> value;
        };
    }
}
