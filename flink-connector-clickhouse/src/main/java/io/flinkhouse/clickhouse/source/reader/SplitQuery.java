// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.source.split.KeyCondition;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.SplitPosition;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the SELECT of a split: the columns of the scan, then hidden ones with the position. */
record SplitQuery(TableScan scan, TableSplit split) {

    private static final String HIDDEN = "_flink_position_";

    BlockDecoder decoder() {
        return new BlockDecoder(specs(scan.columns()), specs(hidden()));
    }

    private static List<ColumnSpec> specs(List<ScanColumn> columns) {
        return columns.stream().map(ScanColumn::spec).toList();
    }

    /** Returns the columns with the sort key; a constant where the rows would have no column. */
    private List<ScanColumn> hidden() {
        if (scan.columns().isEmpty() && split.order().isEmpty()) {
            return List.of(ScanColumn.text("''", HIDDEN));
        }
        List<ScanColumn> hidden = new ArrayList<>();
        for (SortColumn column : split.order()) {
            hidden.add(column.sent(HIDDEN + hidden.size()));
        }
        return hidden;
    }

    /**
     * Returns the SELECT from a position on.
     *
     * @param position null to begin at the first row
     * @param parts the condition that selects the parts of the split
     */
    String from(SplitPosition position, String parts) {
        StringBuilder sql = new StringBuilder("SELECT ").append(selected());
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

    private String selected() {
        return Stream.concat(
                        scan.columns().stream().map(ScanColumn::selected),
                        hidden().stream()
                                .map(each -> each.expression() + " AS " + each.spec().name()))
                .collect(Collectors.joining(", "));
    }

    private String order() {
        return split.order().stream().map(SortColumn::orderBy).collect(Collectors.joining(", "));
    }
}
