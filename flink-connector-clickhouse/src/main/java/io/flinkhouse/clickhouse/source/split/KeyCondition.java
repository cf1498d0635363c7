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
        boolean greater = from != column.descending();
        boolean last = at == key.size() - 1;
        List<String> any = new ArrayList<>();
        if (isOrdinary(column, value)) {
            String operator = (greater ? " >" : " <") + (last && from ? "= " : " ");
            any.add(column.expression() + operator + column.literal(value));
        } else if (last && from) {
            any.add(equal(column, value));
        }
        others(column, value, greater, at > 0 || leadingNaN, any);
        if (!last) {
            String rest = condition(key, at + 1, from);
            if (!rest.equals(NEVER)) {
                any.add(equal(column, value) + " AND " + rest);
            }
        }
        return any.isEmpty() ? NEVER : "(" + String.join(" OR ", any) + ")";
    }

    private static boolean isOrdinary(SortColumn column, String value) {
        return value != null && !(column.floating() && value.equals(KeyForm.NAN));
    }

    /**
     * Adds the conditions that comparisons with a value cannot express: NaN is greater than all
     * values, NULL is greater than NaN.
     */
    private static void others(
            SortColumn column, String value, boolean greater, boolean withNaN, List<String> any) {
        String name = column.expression();
        if (value == null) {
            if (!greater) {
                String noNaN = column.floating() && !withNaN ? " AND NOT isNaN(" + name + ")" : "";
                any.add(name + " IS NOT NULL" + noNaN);
            }
        } else if (!greater) {
            if (!isOrdinary(column, value)) {
                any.add("NOT isNaN(" + name + ")");
            }
        } else {
            if (column.floating() && withNaN && isOrdinary(column, value)) {
                any.add("isNaN(" + name + ")");
            }
            if (column.nullable()) {
                any.add(name + " IS NULL");
            }
        }
    }

    private static String equal(SortColumn column, String value) {
        if (value == null) {
            return column.expression() + " IS NULL";
        }
        return isOrdinary(column, value)
                ? column.expression() + " = " + column.literal(value)
                : "isNaN(" + column.expression() + ")";
    }
}
