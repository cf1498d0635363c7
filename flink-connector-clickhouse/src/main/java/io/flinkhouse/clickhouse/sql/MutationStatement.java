// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Builds DELETE and UPDATE statements for many keys. */
@Internal
public final class MutationStatement {

    /** A column and its ClickHouse type. */
    public record TypedColumn(String name, String type) {}

    private MutationStatement() {}

    /**
     * Deletes the rows of the keys.
     *
     * @param keys for each key, one literal per key column
     */
    public static String delete(
            TablePath table, List<TypedColumn> key, Collection<List<String>> keys) {
        return "DELETE FROM " + table + where(table, key, keys);
    }

    /**
     * Sets columns in the rows of the keys.
     *
     * @param values literals for each key, in the order of the keys and of the columns
     */
    public static String update(
            TablePath table,
            List<TypedColumn> key,
            Collection<List<String>> keys,
            List<TypedColumn> columns,
            Collection<List<String>> values) {
        String row = "indexOf(" + keyArray(key, keys) + ", " + tuple(names(table, key)) + ")";
        List<String> assignments = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            TypedColumn column = columns.get(i);
            String array = array(values.stream().map(v -> v.get(index)).toList(), column.type);
            assignments.add(Identifiers.quote(column.name) + " = " + array + "[" + row + "]");
        }
        return "UPDATE "
                + table
                + " SET "
                + String.join(", ", assignments)
                + where(table, key, keys);
    }

    private static String where(
            TablePath table, List<TypedColumn> key, Collection<List<String>> keys) {
        return " WHERE "
                + tuple(names(table, key))
                + " IN ("
                + keys.stream().map(MutationStatement::tuple).collect(Collectors.joining(", "))
                + ")";
    }

    private static String keyArray(List<TypedColumn> key, Collection<List<String>> keys) {
        List<String> literals = keys.stream().map(MutationStatement::tuple).toList();
        String types = key.stream().map(TypedColumn::type).collect(Collectors.joining(", "));
        return array(literals, key.size() == 1 ? types : "Tuple(" + types + ")");
    }

    private static String array(List<String> literals, String type) {
        return "CAST(["
                + String.join(", ", literals)
                + "], "
                + Literals.quote("Array(" + type + ")")
                + ")";
    }

    private static List<String> names(TablePath table, List<TypedColumn> columns) {
        return columns.stream().map(column -> table.column(column.name)).toList();
    }

    private static String tuple(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
    }
}
