// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.source.reader.RowLevelInputFormat;
import io.flinkhouse.clickhouse.source.reader.ScanQuery;

import org.apache.flink.api.common.io.InputFormat;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.source.InputFormatProvider;
import org.apache.flink.table.data.RowData;

/** Reads the rows that an UPDATE or DELETE changes. */
record RowLevelRead(
        SourceTable table,
        ObjectIdentifier name,
        RowLevelScanContext statement,
        SelectedColumns columns,
        String filter)
        implements InputFormatProvider {

    @Override
    public InputFormat<RowData, ?> createInputFormat() {
        try {
            return new RowLevelInputFormat(
                    table.options().connection(),
                    table.options().write().retry(),
                    ScanQuery.of(table.relation().table(), filter, table.schema()),
                    statement.uniqueKey(name),
                    columns.places(),
                    columns.metadata().contains(ClickHouseTableSource.ROW));
        } catch (IllegalArgumentException e) {
            throw table.unreadable(e);
        }
    }

    @Override
    public boolean isBounded() {
        return true;
    }
}
