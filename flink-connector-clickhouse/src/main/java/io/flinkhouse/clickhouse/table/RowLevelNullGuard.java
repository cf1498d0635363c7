// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.error.BadValueException;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.function.SerializableFunction;

import java.util.List;

/**
 * Rejects an UPDATE that sets NULL in a CoalescingMergeTree, which would keep the previous value of
 * the column.
 */
final class RowLevelNullGuard implements SerializableFunction<RowData, RowData> {

    private static final long serialVersionUID = 1L;

    private final int[] fields;
    private final String[] names;

    RowLevelNullGuard(RowType rows, List<String> columns) {
        this.names = columns.toArray(String[]::new);
        this.fields = columns.stream().mapToInt(rows::getFieldIndex).toArray();
    }

    @Override
    public RowData apply(RowData row) {
        for (int i = 0; i < fields.length; i++) {
            if (row.isNullAt(fields[i])) {
                throw new BadValueException(
                        "Column '"
                                + names[i]
                                + "' cannot be set to NULL: CoalescingMergeTree would keep the value"
                                + " that it has. Run the UPDATE in ClickHouse.");
            }
        }
        return row;
    }
}
