// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

import java.util.List;

/** Leaves rows in Flink's internal form. */
final class RowDataRecords implements RecordMapping<RowData> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean choosesColumns() {
        return false;
    }

    @Override
    public BoundRecords<RowData> bind(List<ColumnSpec> columns) {
        return new BoundRecords<>(columns, row -> row, InternalTypeInfo.of(rowType(columns)));
    }

    /** Returns the type of rows with these columns. */
    static RowType rowType(List<ColumnSpec> columns) {
        return new RowType(
                columns.stream()
                        .map(column -> new RowType.RowField(column.name(), column.flinkType()))
                        .toList());
    }
}
