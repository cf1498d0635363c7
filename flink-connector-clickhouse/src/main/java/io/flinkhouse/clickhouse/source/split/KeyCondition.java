// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds the conditions of rows before a key, and of rows from a key on, in the order of {@link
 * SortColumn#orderBy}: values, then NaN, then NULL; a descending column is the exact reverse.
 *
 * <p>{@link #before} and {@link #from} of one key are complements: each row satisfies one of them.
 * They compare column by column, because the server uses no index for a comparison of tuples.
 *
 * @param columns the columns of the order; a key has values of its first columns
 * @param leadingNaN whether the conditions regard rows with NaN in the first column. A condition
 *     that does cannot use the index, so key ranges leave these rows to a split of their own.
 */
@Internal
public record KeyCondition(List<SortColumn> columns, boolean leadingNaN) {

    private static final String NEVER = "0";

    public KeyCondition {
        columns = List.copyOf(columns);
    }

    /** Returns the conditions for reading on at a position, where NaN has its place. */
    public static KeyCondition of(List<SortColumn> order) {
        return new KeyCondition(order, true);
    }

    /**
     * Returns the condition of the rows that have this key or come after it.
     *
     * @param key values of the first columns, as {@link SortColumn#stored}; null for NULL
     */
    public String from(List<String> key) {
        return condition(key, 0, true);
    }

    /** Returns the condition of the rows that come before all rows with this key. */
    public String before(List<String> key) {
        return condition(key, 0, false);
    }

    private String condition(List<String> key, int at, boolean from) {
        SortColumn column = columns.get(at);
        String value = key.get(at);
        List<String> any = new ArrayList<>();
        beyond(column, value, from != column.descending(), at > 0 || leadingNaN, any);
        boolean last = at == key.size() - 1;
        if (!last) {
            String rest = condition(key, at + 1, from);
            if (!rest.equals(NEVER)) {
                any.add(equal(column, value) + " AND " + rest);
            }
        } else if (from) {
            any.add(equal(column, value));
        }
        return any.isEmpty() ? NEVER : "(" + String.join(" OR ", any) + ")";
    }

    /** Adds the conditions of greater or lesser values, where NaN and NULL are the greatest. */
    private static void beyond(
            SortColumn column, String value, boolean greater, boolean withNaN, List<String> any) {
        String name = column.expression();
        boolean nan = column.floating() && withNaN;
        if (value == null) {
            if (!greater) {
                any.add(
                        column.floating() && !withNaN
                                ? name + " IS NOT NULL AND NOT isNaN(" + name + ")"
                                : name + " IS NOT NULL");
            }
            return;
        }
        if (column.floating() && value.equals(KeyForm.NAN)) {
            if (!greater) {
                any.add("NOT isNaN(" + name + ")");
            }
        } else {
            any.add(name + (greater ? " > " : " < ") + column.literal(value));
            if (greater && nan) {
                any.add("isNaN(" + name + ")");
            }
        }
        if (greater && column.nullable()) {
            any.add(name + " IS NULL");
        }
    }

    private static String equal(SortColumn column, String value) {
        if (value == null) {
            return column.expression() + " IS NULL";
        }
        return column.floating() && value.equals(KeyForm.NAN)
                ? "isNaN(" + column.expression() + ")"
                : column.expression() + " = " + column.literal(value);
    }
}
