// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.util.function.SerializableFunction;

import java.util.List;

/** Maps records that are {@code RowData}, or that a function of the user converts to it. */
final class RowDataMapping<T> implements RowMapping<T> {

    private static final long serialVersionUID = 1L;

    private final SerializableFunction<T, RowData> function;

    RowDataMapping(SerializableFunction<T, RowData> function) {
        this.function = function;
    }

    static RowMapping<RowData> identity() {
        return new RowDataMapping<>(row -> row);
    }

    @Override
    public boolean carriesKind() {
        return true;
    }

    @Override
    public BoundMapping<T> bind(List<ColumnSpec> columns) {
        SerializableFunction<T, RowData> toRow = function;
        int arity = columns.size();
        return new BoundMapping<>(columns, record -> complete(toRow.apply(record), arity));
    }

    private static RowData complete(RowData row, int arity) {
        if (row == null) {
            throw new BadValueException(
                    "The function of the row mapping returned null; return a row, and filter records"
                            + " out before the sink");
        }
        if (row.getArity() != arity) {
            throw new BadValueException(
                    "A row has "
                            + row.getArity()
                            + " fields, "
                            + arity
                            + " columns are written; give the columns to the builder of the sink in"
                            + " the order of the fields");
        }
        return row;
    }
}
