// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.ProjectedRowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

import java.util.stream.IntStream;

/** Splits a row that holds old and new values into two changes. */
final class RowLevelUpdateSplitter implements FlatMapFunction<RowData, RowData> {

    private static final long serialVersionUID = 1L;

    private final int fields;

    /**
     * @param fields the number of fields without the old row
     */
    RowLevelUpdateSplitter(int fields) {
        this.fields = fields;
    }

    @Override
    public void flatMap(RowData row, Collector<RowData> out) {
        RowData old = row.getRow(fields, fields);
        old.setRowKind(RowKind.UPDATE_BEFORE);
        out.collect(old);
        ProjectedRowData updated =
                ProjectedRowData.from(IntStream.range(0, fields).toArray()).replaceRow(row);
        updated.setRowKind(RowKind.UPDATE_AFTER);
        out.collect(updated);
    }
}
