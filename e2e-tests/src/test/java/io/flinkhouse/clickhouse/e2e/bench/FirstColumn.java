// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.keyselector.GenericRowDataKeySelector;

/** Takes the first column as the key of Flink's full cache, as a generated class does in SQL. */
final class FirstColumn extends GenericRowDataKeySelector {

    private static final long serialVersionUID = 1L;

    FirstColumn() {
        super(null, null, null);
    }

    @Override
    public void open() {
        // nothing is generated
    }

    @Override
    public RowData getKey(RowData row) {
        return GenericRowData.of(row.getLong(0));
    }

    @Override
    public GenericRowDataKeySelector copy() {
        return new FirstColumn();
    }
}
