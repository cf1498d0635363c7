// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.util.function.SerializableFunction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes Java records and beans by the names of their properties. */
final class ObjectRecords<T> implements RecordMapping<T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;

    ObjectRecords(Class<T> type) {
        this.type = type;
    }

    @Override
    public boolean choosesColumns() {
        return true;
    }

    @Override
    public BoundRecords<T> bind(List<ColumnSpec> columns) {
        ColumnNames table = new ColumnNames(columns);
        List<ColumnSpec> chosen = new ArrayList<>();
        for (ObjectFactory.Component property : ObjectFactory.of(type).properties()) {
            ColumnSpec column = table.like(property.name());
            LogicalType form = form(property, column);
            chosen.add(new ColumnSpec(column.name(), column.type(), form));
        }
        List<LogicalType> types = chosen.stream().map(ColumnSpec::flinkType).toList();
        return new BoundRecords<>(chosen, new ToObject<>(type, types), TypeInformation.of(type));
    }

    private static LogicalType form(ObjectFactory.Component property, ColumnSpec column) {
        try {
            return JavaType.of(property).form(column.flinkType());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Column '" + column.name() + "' " + column.type() + ": " + e.getMessage(), e);
        }
    }

    /** Converts rows; prepared by the first one, because handles of methods cannot travel. */
    private static final class ToObject<T> implements SerializableFunction<RowData, T> {

        private static final long serialVersionUID = 1L;

        private final Class<T> type;
        private final List<LogicalType> fields;
        private transient Function<RowData, Object> converter;

        ToObject(Class<T> type, List<LogicalType> fields) {
            this.type = type;
            this.fields = new ArrayList<>(fields);
        }

        @Override
        public T apply(RowData row) {
            if (converter == null) {
                converter = new ObjectReader(ObjectFactory.of(type), fields);
            }
            return type.cast(converter.apply(row));
        }
    }
}
