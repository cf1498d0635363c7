// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.Expressions;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeParser;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The order of the rows of a table by its sorting key.
 *
 * @param key the first expressions of the sorting key, up to the first whose type has no literal
 * @param whole whether these are all expressions of the sorting key
 */
record RowOrder(List<SortColumn> key, boolean whole) {

    /** NOT_AN_AGGREGATE. */
    private static final int AGGREGATED = 215;

    private static final ClickHouseType HASH = new ClickHouseType.Simple(TypeFamily.UINT64);

    /** Reads the types of the sorting key. */
    static RowOrder read(ClickHouseClient client, PlannedTable table, TableScan scan)
            throws ClickHouseException {
        List<String> expressions = table.sortingKey().stream().map(RowOrder::operand).toList();
        List<SortColumn> key = new ArrayList<>();
        if (!expressions.isEmpty()) {
            List<Boolean> descending = table.descending();
            for (List<String> line : client.select(describe(scan.from(), expressions))) {
                ClickHouseType type = TypeParser.parse(line.get(1));
                if (!SortColumn.supports(type)) {
                    break;
                }
                int i = key.size();
                key.add(new SortColumn(expressions.get(i), type, descending.get(i)));
            }
        }
        return new RowOrder(List.copyOf(key), key.size() == expressions.size());
    }

    private static String operand(String expression) {
        return Expressions.column(expression).isPresent() ? expression : "(" + expression + ")";
    }

    private static String describe(String from, List<String> expressions) {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < expressions.size(); i++) {
            columns.append(i == 0 ? "" : ", ")
                    .append(expressions.get(i))
                    .append(" AS __k")
                    .append(i);
        }
        return "DESCRIBE (SELECT " + columns + " FROM " + from + ")";
    }

    /** Returns whether the scan returns aggregates instead of rows of the table. */
    boolean aggregates(ClickHouseClient client, TableScan scan) throws ClickHouseException {
        if (!scan.grouping().isEmpty() || key.isEmpty() || scan.columns().isEmpty()) {
            return !scan.grouping().isEmpty();
        }
        List<String> all = new ArrayList<>(expressions(scan));
        all.add(key.get(0).expression());
        try {
            client.select(describe(scan.from(), all));
            return false;
        } catch (ClickHouseException e) {
            if (e.code() == AGGREGATED) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Returns the order in which a reader can stop and go on: the key, and a hash of the selected
     * values, so that rows with equal key and hash are the same row for the job. The hash stays the
     * same whatever is merged, and takes every type; NULL counts because the values are in a tuple.
     */
    List<SortColumn> total(PlannedTable table, TableScan scan) {
        boolean unique = scan.merged() && table.mergesToOneRow() && whole && !table.partitioned();
        if (key.isEmpty() || unique || scan.columns().isEmpty()) {
            return key;
        }
        List<SortColumn> order = new ArrayList<>(key);
        String values =
                scan.columns().stream()
                        .filter(column -> !column.isMovedByMerges())
                        .map(ScanColumn::expression)
                        .collect(Collectors.joining(", "));
        if (values.isEmpty()) {
            return key;
        }
        order.add(new SortColumn("cityHash64(tuple(" + values + "))", HASH, false));
        return order;
    }

    private static List<String> expressions(TableScan scan) {
        return scan.columns().stream().map(ScanColumn::expression).collect(Collectors.toList());
    }
}
