// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.function.SerializableFunction;

import java.io.Serializable;
import java.util.List;

/**
 * Maps records of a stream to rows of the table.
 *
 * <p>A writer binds the mapping to the columns of the table when it starts: a mismatch is an error
 * then, before the first record. Columns that a mapping leaves out get their DEFAULT of the table.
 * {@link AvroRowMapping} maps Avro records.
 *
 * <p>Each method refuses null with an {@link IllegalArgumentException}. A record that the mapping
 * or a column cannot convert is a rejected row.
 */
@PublicEvolving
public sealed interface RowMapping<T> extends Serializable
        permits AvroRowMapping,
                FieldsMapping,
                FlinkRowMapping,
                KindMapping,
                ObjectMapping,
                RowDataMapping {

    /**
     * Returns a mapping of rows in Flink's internal form, with a field for each column, in the
     * order of the columns.
     */
    static RowMapping<RowData> rowData() {
        return RowDataMapping.identity();
    }

    /**
     * Returns a mapping by a function that returns rows in Flink's internal form, with a field for
     * each column, in the order of the columns. The function may return the same object every time.
     */
    static <T> RowMapping<T> rowData(SerializableFunction<T, RowData> function) {
        return new RowDataMapping<>(given(function, "rowData(…) got no function"));
    }

    /**
     * Returns a mapping of {@link Row}s: named fields are written to the columns of their names (a
     * column that a row does not name gets null), unnamed fields to the columns in their order.
     */
    static RowMapping<Row> rows() {
        return new FlinkRowMapping();
    }

    /**
     * Returns a mapping of a Java record, or of a class with public fields or getters. A component
     * is written to the column of its name; {@code userId} also matches {@code user_id}. A
     * component without a column is an error.
     */
    static <T> RowMapping<T> of(Class<T> type) {
        return new ObjectMapping<>(given(type, "of(…) got no class"));
    }

    /**
     * Returns a mapping by a function that returns one Java value for each of the named columns, in
     * their order.
     */
    static <T> RowMapping<T> fields(
            List<String> columns, SerializableFunction<T, Object[]> function) {
        return new FieldsMapping<>(
                List.copyOf(given(columns, "fields(…) got no columns")),
                given(function, "fields(…) got no function"));
    }

    /**
     * Returns this mapping for a changelog: the function returns the row kind of each record. A
     * sink with {@link io.flinkhouse.clickhouse.sink.ClickHouseSinkBuilder#changelog} needs it,
     * except where the rows carry a {@link RowKind} themselves.
     *
     * <pre>{@code
     * RowMapping.of(User.class)
     *         .kind(user -> user.deletedAt() != null ? RowKind.DELETE : RowKind.UPDATE_AFTER)
     * }</pre>
     *
     * @throws IllegalStateException if the rows carry a kind: those of {@link #rows} and {@link
     *     #rowData}
     */
    default RowMapping<T> kind(SerializableFunction<T, RowKind> kind) {
        return KindMapping.of(this, given(kind, "kind(…) got no function"));
    }

    /** Returns whether rows carry a row kind; if not, all rows are inserts. */
    @Internal
    boolean carriesKind();

    /**
     * Binds the mapping to the columns of the table.
     *
     * @param columns the columns that may be written, in the order of the table
     * @throws IllegalArgumentException if the records do not fit these columns
     */
    @Internal
    BoundMapping<T> bind(List<ColumnSpec> columns);

    private static <V> V given(V argument, String otherwise) {
        if (argument == null) {
            throw new IllegalArgumentException("RowMapping." + otherwise + "; give one.");
        }
        return argument;
    }
}
