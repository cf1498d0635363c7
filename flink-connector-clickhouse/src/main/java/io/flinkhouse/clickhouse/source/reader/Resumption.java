// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.source.split.Position;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeMapping;

import java.util.List;
import java.util.Set;

/**
 * Builds the condition of the rows that are not before a position.
 *
 * <p>ORDER BY puts NaN behind all numbers and NULL behind NaN, in either direction, so the
 * condition does too. It is written as OR of columns, because the server finds no index for tuples.
 */
final class Resumption {

    private static final Set<String> NOT_A_NUMBER = Set.of("nan", "-nan");

    private Resumption() {}

    /** Returns the condition of the rows with the key of the position, or a later one. */
    static String from(List<SortColumn> order, Position position) {
        int last = order.size() - 1;
        String condition = notBefore(order.get(last), position.key().get(last));
        for (int i = last - 1; i >= 0; i--) {
            String value = position.key().get(i);
            condition =
                    either(
                            after(order.get(i), value),
                            same(order.get(i), value) + " AND (" + condition + ")");
        }
        return condition;
    }

    private static String notBefore(SortColumn column, String value) {
        return either(after(column, value), same(column, value));
    }

    private static String either(String later, String same) {
        return later.isEmpty() ? same : later + " OR " + same;
    }

    /** Returns the condition of values behind this one; empty if there are none. */
    private static String after(SortColumn column, String value) {
        if (value == null) {
            return "";
        }
        String expression = column.expression();
        boolean nullable = TypeMapping.hasNull(column.type());
        String isNull = nullable ? expression + " IS NULL" : "";
        if (isNan(column, value)) {
            return isNull;
        }
        String greater = expression + (column.descending() ? " < " : " > ");
        return greater
                + column.literal(value)
                + (isFloat(column) ? " OR isNaN(" + expression + ")" : "")
                + (nullable ? " OR " + isNull : "");
    }

    private static String same(SortColumn column, String value) {
        if (value == null) {
            return column.expression() + " IS NULL";
        }
        return isNan(column, value)
                ? "isNaN(" + column.expression() + ")"
                : column.expression() + " = " + column.literal(value);
    }

    private static boolean isNan(SortColumn column, String value) {
        return isFloat(column) && NOT_A_NUMBER.contains(value);
    }

    private static boolean isFloat(SortColumn column) {
        ClickHouseType plain = TypeMapping.plain(column.type());
        return switch (plain.family()) {
            case FLOAT32, FLOAT64, BFLOAT16 -> true;
            default -> false;
        };
    }
}
