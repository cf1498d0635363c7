// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.sql.SelectStatement;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.RowType;

import java.io.Serializable;
import java.util.List;

/**
 * Builds the SELECT of a scan.
 *
 * @param columns the columns of the result, with the types that they have in a block
 * @param query the SELECT
 */
@Internal
public record ScanQuery(SelectStatement select, List<ColumnSpec> columns, String query)
        implements Serializable {

    /**
     * @param where a condition in the server's SQL
     * @param rows the requested columns, by name
     * @throws IllegalArgumentException if a column is missing, or the Flink type cannot hold its
     *     values
     */
    public static ScanQuery of(TableDescription table, String where, RowType rows) {
        SelectStatement select =
                new SelectStatement(table.path(), table.engine().takesFinal(), where);
        List<ScanColumn> columns = ScanColumns.of(table, rows);
        return new ScanQuery(
                select,
                columns.stream().map(ScanColumn::spec).toList(),
                select.of(columns.stream().map(ScanColumn::selected).toList()));
    }
}
