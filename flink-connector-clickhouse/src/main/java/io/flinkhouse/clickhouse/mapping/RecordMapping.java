// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Row;

import java.io.Serializable;
import java.util.List;

/**
 * Maps rows of a table or query to records of a stream.
 *
 * <p>The builder of the source binds the mapping to the columns that it reads from the server: a
 * mismatch is an error then. A value that a record cannot hold fails the job.
 *
 * <p>Each method refuses null with an {@link IllegalArgumentException}.
 */
@PublicEvolving
public sealed interface RecordMapping<T> extends Serializable
        permits ObjectRecords, RowDataRecords, RowRecords {

    /** Returns a mapping to rows in Flink's internal form, with a field for each column. */
    static RecordMapping<RowData> rowData() {
        return new RowDataRecords();
    }

    /** Returns a mapping to {@link Row}s, with a named field for each column. */
    static RecordMapping<Row> rows() {
        return new RowRecords();
    }

    /**
     * Returns a mapping to a Java record, or to a class with a public constructor without
     * parameters and public fields or setters. A component is read from the column of its name;
     * {@code userId} also matches {@code user_id}. Other columns are not read; a component without
     * a column is an error, and so is a primitive one of a Nullable column.
     */
    static <T> RecordMapping<T> of(Class<T> type) {
        if (type == null) {
            throw new IllegalArgumentException("RecordMapping.of(…): the class is null; set it.");
        }
        return new ObjectRecords<>(type);
    }

    /** Returns whether only the columns are read that the records have. */
    @Internal
    boolean choosesColumns();

    /**
     * Binds the mapping to the columns that can be read.
     *
     * @throws IllegalArgumentException if the records do not fit these columns
     */
    @Internal
    BoundRecords<T> bind(List<ColumnSpec> columns);
}
