// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.expressions.ExpressionVisitor;
import org.apache.flink.table.expressions.ResolvedExpression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filter of a scan, divided between the server and Flink.
 *
 * @param accepted the conditions that the server evaluates, exactly or for more rows
 * @param remaining the conditions that Flink evaluates
 * @param sql the server's condition
 */
@Internal
public record ScanFilter(
        List<ResolvedExpression> accepted, List<ResolvedExpression> remaining, String sql) {

    /** The maximum length of the condition; the server refuses a query of too many elements. */
    private static final int MAX_LENGTH = 100_000;

    /** The maximum depth of the condition; the server's parser accepts a depth of 1000. */
    private static final int MAX_DEPTH = 250;

    public ScanFilter {
        accepted = List.copyOf(accepted);
        remaining = List.copyOf(remaining);
    }

    /**
     * Divides the conditions of a SELECT; the server's condition may be true for more rows.
     *
     * @param twice whether Flink evaluates all conditions, those of the server too
     */
    public static ScanFilter of(
            TableDescription table, List<ResolvedExpression> conditions, boolean twice) {
        FilterPushDown exact = new FilterPushDown(table, conditions);
        return divided(exact, new Supersets(table, exact), conditions, twice);
    }

    /** Divides the conditions so that the server's one is true for exactly the same rows. */
    public static ScanFilter exact(TableDescription table, List<ResolvedExpression> conditions) {
        FilterPushDown exact = new FilterPushDown(table, conditions);
        return divided(exact, exact, conditions, false);
    }

    private static ScanFilter divided(
            FilterPushDown exact,
            ExpressionVisitor<Optional<String>> sent,
            List<ResolvedExpression> conditions,
            boolean twice) {
        List<ResolvedExpression> accepted = new ArrayList<>();
        List<ResolvedExpression> remaining = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        int left = MAX_LENGTH;
        for (ResolvedExpression condition : conditions) {
            Optional<String> same = condition.accept(exact);
            String part = same.or(() -> condition.accept(sent)).orElse("");
            boolean fits = !part.isEmpty() && part.length() <= left && depth(part) <= MAX_DEPTH;
            if (fits) {
                accepted.add(condition);
                sql.add(part);
                left -= part.length();
            }
            if (twice || !fits || same.isEmpty()) {
                remaining.add(condition);
            }
        }
        return new ScanFilter(
                accepted, remaining, sql.isEmpty() ? FilterPushDown.ALL : joined(sql));
    }

    private static String joined(List<String> sql) {
        return "(" + String.join(" AND ", sql) + ")";
    }

    private static int depth(String sql) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '(') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == ')') {
                depth--;
            }
        }
        return deepest;
    }
}
