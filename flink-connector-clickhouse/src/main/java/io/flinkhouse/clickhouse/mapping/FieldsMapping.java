// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.function.SerializableFunction;

import java.util.ArrayList;
import java.util.List;

/** Maps records with a function that returns one Java value per column. */
final class FieldsMapping<T> implements RowMapping<T> {

    private static final long serialVersionUID = 1L;

    private final ArrayList<String> names;
    private final SerializableFunction<T, Object[]> function;

    FieldsMapping(List<String> names, SerializableFunction<T, Object[]> function) {
        this.names = new ArrayList<>(names);
        this.function = function;
    }

    @Override
    public boolean carriesKind() {
        return false;
    }

    @Override
    public BoundMapping<T> bind(List<ColumnSpec> columns) {
        List<ColumnSpec> chosen = new ArrayList<>();
        ColumnNames table = new ColumnNames(columns);
        for (String name : names) {
            chosen.add(table.exactly(name));
        }
        return new BoundMapping<>(chosen, new FieldsConverter<>(chosen, function));
    }

    private static final class FieldsConverter<T> implements RowConverter<T> {

        private final ValueConverter[] values;
        private final GenericRowData row;
        private final SerializableFunction<T, Object[]> function;

        FieldsConverter(List<ColumnSpec> columns, SerializableFunction<T, Object[]> function) {
            this.values = ValueConverters.of(columns);
            this.row = new GenericRowData(columns.size());
            this.function = function;
        }

        @Override
        public RowData toRow(T record) {
            Object[] fields = function.apply(record);
            if (fields == null) {
                throw new BadValueException(
                        "The function of the row mapping returned null; return one value for each"
                                + " of the "
                                + values.length
                                + " columns, and filter records out before the sink");
            }
            if (fields.length != values.length) {
                throw new BadValueException(
                        "The function of the row mapping returned "
                                + fields.length
                                + " values for "
                                + values.length
                                + " columns; return one for each column, or null for no value");
            }
            for (int i = 0; i < values.length; i++) {
                row.setField(i, values[i].toInternal(fields[i]));
            }
            return row;
        }
    }
}
