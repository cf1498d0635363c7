// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.pushdown.StoredField;
import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds rows inside rows whose fields the server cannot select one by one, such as Variants. */
final class NestedRows {

    private NestedRows() {}

    /** Returns whether the server can select each field of each row of the Flink table. */
    static boolean areTuples(RowType schema, TableDescription table) {
        return haveFields(schema, List.of(), new int[0], table);
    }

    private static boolean haveFields(
            RowType row, List<String> names, int[] path, TableDescription table) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            LogicalType type = row.getTypeAt(i);
            if (path.length == 0 && !(type instanceof RowType)) {
                continue;
            }
            List<String> inside = new ArrayList<>(names);
            inside.add(row.getFieldNames().get(i));
            int[] place = Arrays.copyOf(path, path.length + 1);
            place[path.length] = i;
            if (!isField(inside, place, table)
                    || type instanceof RowType inner && !haveFields(inner, inside, place, table)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isField(List<String> names, int[] path, TableDescription table) {
        try {
            return StoredField.of(table, names, path).isPresent();
        } catch (IllegalArgumentException e) {
            return false; // a type that is refused when the table is checked
        }
    }
}
