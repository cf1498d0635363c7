// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.pushdown.StoredField;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns that a SELECT reads: physical columns or nested fields of them, then metadata
 * columns.
 *
 * @param paths of each physical column or field its place in the row, and in the rows inside
 * @param metadata the keys of the metadata columns
 */
record SelectedColumns(List<int[]> paths, List<String> metadata) {

    SelectedColumns {
        paths = List.copyOf(paths);
        metadata = List.copyOf(metadata);
    }

    /** Selects all physical columns. */
    static SelectedColumns all(RowType physical) {
        List<int[]> paths = new ArrayList<>();
        for (int i = 0; i < physical.getFieldCount(); i++) {
            paths.add(new int[] {i});
        }
        return new SelectedColumns(paths, List.of());
    }

    SelectedColumns project(int[][] fields) {
        return new SelectedColumns(List.of(fields), metadata);
    }

    SelectedColumns withMetadata(List<String> keys) {
        return new SelectedColumns(paths, keys);
    }

    /** Returns whether a nested field is selected without the column that holds it. */
    boolean nested() {
        return paths.stream().anyMatch(path -> path.length > 1);
    }

    /**
     * Returns the places of the physical columns in the row.
     *
     * @throws IllegalStateException if a nested field is selected
     */
    int[] places() {
        if (nested()) {
            throw new IllegalStateException("Nested fields are selected");
        }
        return paths.stream().mapToInt(path -> path[0]).toArray();
    }

    /**
     * Returns the columns of the scan; the table has been checked against the types.
     *
     * @param computed the metadata columns that are columns of the table, by their key
     */
    List<ScanColumn> of(TableDescription table, RowType physical, Map<String, DataType> computed) {
        Set<String> taken = names(table);
        List<ScanColumn> columns = new ArrayList<>();
        for (int[] path : paths) {
            columns.add(column(table, physical, path, taken));
        }
        for (String key : metadata) {
            DataType own = computed.get(key);
            columns.add(
                    own == null
                            ? MetadataColumns.column(key, free(key, taken))
                            : column(
                                    table,
                                    new RowType(
                                            List.of(
                                                    new RowType.RowField(
                                                            key, own.getLogicalType()))),
                                    taken));
        }
        return columns;
    }

    /**
     * Returns the names that an expression in the result may not have, because the server would
     * take it for the column of that name in conditions.
     */
    static Set<String> names(TableDescription table) {
        Set<String> names = new HashSet<>(table.columnNames());
        names.addAll(MetadataColumns.types().keySet());
        return names;
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        while (!taken.add(free)) {
            free += "'";
        }
        return free;
    }

    private static ScanColumn column(TableDescription table, RowType single, Set<String> taken) {
        return column(table, single, new int[] {0}, taken);
    }

    private static ScanColumn column(
            TableDescription table, RowType physical, int[] path, Set<String> taken) {
        List<String> names = new ArrayList<>();
        LogicalType type = physical;
        boolean nullable = false;
        for (int index : path) {
            RowType row = (RowType) type;
            names.add(row.getFieldNames().get(index));
            type = row.getTypeAt(index);
            nullable |= type.isNullable();
        }
        StoredField stored = StoredField.of(table, names, path).orElseThrow();
        ClickHouseType read = TypeMapping.readable(stored.type());
        boolean plain = read.equals(stored.type());
        String column = Identifiers.quote(stored.name());
        return new ScanColumn(
                plain
                        ? stored.sql()
                        : "CAST(" + stored.sql() + ", " + Literals.quote(read.toString()) + ")",
                new ColumnSpec(
                        plain && path.length == 1 && stored.sql().endsWith(column)
                                ? stored.name()
                                : free(stored.name(), taken),
                        read,
                        type.copy(nullable)));
    }
}
