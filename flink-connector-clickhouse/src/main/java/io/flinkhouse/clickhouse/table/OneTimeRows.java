// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.source.split.OneTimeRead;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.utils.JoinedRowData;
import org.apache.flink.table.data.utils.ProjectedRowData;

import java.io.IOException;

/** Shapes the rows of an UPDATE or DELETE, and refuses a second attempt to read them. */
final class OneTimeRows extends RichMapFunction<RowData, RowData> {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final int[] columns;
    private final boolean twice;

    /**
     * @param name the table, for messages
     * @param columns the places of the columns that are returned
     * @param twice whether each row also contains a copy of itself as a nested row
     */
    OneTimeRows(String name, int[] columns, boolean twice) {
        this.name = name;
        this.columns = columns;
        this.twice = twice;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        if (getRuntimeContext().getTaskInfo().getAttemptNumber() > 0) {
            throw new IOException("Cannot read " + name + ". " + OneTimeRead.REFUSAL);
        }
    }

    @Override
    public RowData map(RowData row) {
        RowData returned = ProjectedRowData.from(columns).replaceRow(row);
        return twice ? new JoinedRowData(returned, GenericRowData.of(row)) : returned;
    }
}
