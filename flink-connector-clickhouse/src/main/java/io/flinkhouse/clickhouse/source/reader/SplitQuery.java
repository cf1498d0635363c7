// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.source.split.KeyCondition;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.SplitPosition;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.table.types.logical.VarCharType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Builds the SELECT of a split: the columns of the scan, then hidden ones with the position. */
record SplitQuery(TableScan scan, TableSplit split) {

    private static final String HIDDEN = "_flink_position_";

    List<ColumnSpec> columns() {
        return scan.columns().stream().map(ScanColumn::spec).toList();
    }

    BlockDecoder decoder() {
        return new BlockDecoder(columns(), hidden());
    }

    /** Returns the columns with the sort key; a constant where the rows would have no column. */
    List<ColumnSpec> hidden() {
        List<ColumnSpec> hidden = new ArrayList<>();
        for (int i = 0; i < hiddenExpressions().size(); i++) {
            hidden.add(
                    new ColumnSpec(
                            HIDDEN + i,
                            new ClickHouseType.Simple(TypeFamily.STRING),
                            new VarCharType(VarCharType.MAX_LENGTH)));
        }
        return hidden;
    }

    private List<String> hiddenExpressions() {
        return scan.columns().isEmpty() && split.order().isEmpty()
                ? List.of("''")
                : split.order().stream().map(SortColumn::stored).toList();
    }

    /**
     * Returns the SELECT from a position on.
     *
     * @param position null to begin at the first row
     * @param parts the condition that selects the parts of the split
     */
    String from(SplitPosition position, String parts) {
        StringBuilder sql = new StringBuilder("SELECT ").append(String.join(", ", selected()));
        sql.append(" FROM ").append(scan.from()).append(scan.merged() ? " FINAL" : "");
        sql.append(" WHERE (").append(scan.where()).append(") AND (").append(split.condition());
        sql.append(") AND ").append(parts);
        if (position != null) {
            sql.append(" AND (")
                    .append(KeyCondition.of(split.order()).from(position.key()))
                    .append(')');
        }
        if (!scan.grouping().isEmpty()) {
            sql.append(" GROUP BY ").append(String.join(", ", scan.grouping()));
        }
        if (!split.order().isEmpty()) {
            sql.append(" ORDER BY ").append(order());
        }
        if (scan.limit() >= 0) {
            sql.append(" LIMIT ").append(scan.limit());
        }
        return sql.toString();
    }

    private List<String> selected() {
        List<String> selected = new ArrayList<>();
        scan.columns().forEach(column -> selected.add(column.selected()));
        List<String> hidden = hiddenExpressions();
        for (int i = 0; i < hidden.size(); i++) {
            selected.add(hidden.get(i) + " AS " + HIDDEN + i);
        }
        return selected;
    }

    private String order() {
        return split.order().stream().map(SortColumn::orderBy).collect(Collectors.joining(", "));
    }
}
