// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.rows;

import io.flinkhouse.codec.ColumnSpec;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Row;

import java.io.Serializable;
import java.util.List;

/**
 * How a record becomes a row of the target table.
 *
 * <p>Bound once per writer to the columns of the table; what it finds out then (accessors, the
 * order of fields) is not looked up again for a row. Columns that a mapping leaves out get the
 * DEFAULT that the table gives them.
 */
@PublicEvolving
public interface RowMapping<T> extends Serializable {

    /**
     * @param columns what may be written, in the order of the table
     * @throws IllegalArgumentException if the records do not fit these columns
     */
    BoundRows<T> bind(List<ColumnSpec> columns);

    /** Rows in Flink's internal form, a field for each column, in the order of the columns. */
    static RowMapping<RowData> rowData() {
        return RowDataMapping.identity();
    }

    /**
     * As {@link #rowData}, after a function; the function may return the same object every time.
     */
    static <T> RowMapping<T> rowData(SerializableFunction<T, RowData> function) {
        return new RowDataMapping<>(function);
    }

    /**
     * {@link Row}s: fields with names go to the columns of these names (a column that a row does
     * not name gets null), fields without names to the columns in their order.
     */
    static RowMapping<Row> rows() {
        return new FlinkRowMapping();
    }

    /**
     * A Java record, or a class with public fields or getters. A component goes to the column of
     * its name; {@code userId} also finds {@code user_id}. A component without a column is an
     * error.
     */
    static <T> RowMapping<T> of(Class<T> type) {
        return new ObjectMapping<>(type);
    }

    /** A function that returns one Java value for each of the named columns. */
    static <T> RowMapping<T> fields(
            List<String> columns, SerializableFunction<T, Object[]> function) {
        return new FieldsMapping<>(columns, function);
    }
}
