// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.util.Collection;
import java.util.Iterator;
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
     * @param keys the literals of the keys, made by {@link #tuple}
     */
    public static String delete(TablePath table, List<TypedColumn> key, Collection<String> keys) {
        StringBuilder text = new StringBuilder("DELETE FROM ").append(table);
        where(table, key, keys, text);
        return text.toString();
    }

    /**
     * Sets columns in the rows of the keys. The statement has the keys once more for each column.
     *
     * @param keys the literals of the keys, made by {@link #tuple}
     * @param values literals for each key, in the order of the keys and of the columns
     */
    public static String update(
            TablePath table,
            List<TypedColumn> key,
            Collection<String> keys,
            List<TypedColumn> columns,
            Collection<List<String>> values) {
        StringBuilder text = new StringBuilder("UPDATE ").append(table).append(" SET ");
        for (int i = 0; i < columns.size(); i++) {
            int index = i;
            TypedColumn column = columns.get(i);
            text.append(i == 0 ? "" : ", ").append(Identifiers.quote(column.name)).append(" = ");
            array(values.stream().map(v -> v.get(index)).iterator(), column.type, text);
            text.append("[indexOf(");
            array(keys.iterator(), keyType(key), text);
            text.append(", ").append(tuple(names(table, key))).append(")]");
        }
        where(table, key, keys, text);
        return text.toString();
    }

    /** Returns the literal of a key. */
    public static String tuple(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
    }

    private static void where(
            TablePath table, List<TypedColumn> key, Collection<String> keys, StringBuilder out) {
        out.append(" WHERE ").append(tuple(names(table, key))).append(" IN (");
        list(keys.iterator(), out);
        out.append(')');
    }

    private static String keyType(List<TypedColumn> key) {
        String types = key.stream().map(TypedColumn::type).collect(Collectors.joining(", "));
        return key.size() == 1 ? types : "Tuple(" + types + ")";
    }

    private static void array(Iterator<String> literals, String type, StringBuilder out) {
        out.append("CAST([");
        list(literals, out);
        out.append("], ").append(Literals.quote("Array(" + type + ")")).append(')');
    }

    private static void list(Iterator<String> literals, StringBuilder out) {
        while (literals.hasNext()) {
            out.append(literals.next()).append(literals.hasNext() ? ", " : "");
        }
    }

    private static List<String> names(TablePath table, List<TypedColumn> columns) {
        return columns.stream().map(column -> table.column(column.name)).toList();
    }
}
