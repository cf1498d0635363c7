// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.conversion.DataStructureConverter;
import org.apache.flink.table.data.conversion.DataStructureConverters;
import org.apache.flink.table.runtime.typeutils.ExternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.utils.TypeConversions;
import org.apache.flink.types.Row;
import org.apache.flink.util.function.SerializableFunction;

import java.util.List;

/** Makes {@link Row}s with the names of the columns. */
final class RowRecords implements RecordMapping<Row> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean choosesColumns() {
        return false;
    }

    @Override
    public BoundRecords<Row> bind(List<ColumnSpec> columns) {
        DataType type =
                TypeConversions.fromLogicalToDataType(RowDataRecords.rowType(columns).copy(false));
        return new BoundRecords<>(columns, new ToRow(type), ExternalTypeInfo.of(type));
    }

    /** Converts rows; opened by the first one. */
    private static final class ToRow implements SerializableFunction<RowData, Row> {

        private static final long serialVersionUID = 1L;

        private final DataStructureConverter<Object, Object> converter;
        private transient boolean open;

        ToRow(DataType type) {
            this.converter = DataStructureConverters.getConverter(type);
        }

        @Override
        public Row apply(RowData row) {
            if (!open) {
                converter.open(Thread.currentThread().getContextClassLoader());
                open = true;
            }
            return (Row) converter.toExternal(row);
        }
    }
}
