// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Literals;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.List;
import java.util.Optional;

/**
 * A condition {@code column LIKE 'pattern'} of Flink. The server compares bytes, because its own
 * LIKE has escapes that Flink's does not have.
 *
 * @param column the text in the server's SQL
 */
record Like(String column, String pattern) {

    /** Returns the condition; empty for another expression, or one with an escape character. */
    static Optional<Like> of(TableDescription table, CallExpression call) {
        List<ResolvedExpression> operands = call.getResolvedChildren();
        if (!call.getFunctionDefinition().equals(BuiltInFunctionDefinitions.LIKE)
                || operands.size() != 2
                || !(operands.get(1) instanceof ValueLiteralExpression literal)) {
            return Optional.empty();
        }
        return literal.getValueAs(String.class)
                .filter(pattern -> pattern.indexOf('\\') < 0)
                .flatMap(
                        pattern ->
                                Operand.of(table, operands.get(0))
                                        .filter(text -> text.root() == LogicalTypeRoot.VARCHAR)
                                        .flatMap(TextComparison::text)
                                        .map(column -> new Like(column, pattern)));
    }

    /** Returns the condition as SQL, if it looks for one text at the begin, end or anywhere. */
    Optional<String> exact() {
        String inside = pattern.replaceAll("^%+|%+\\z", "");
        if (inside.indexOf('%') >= 0 || inside.indexOf('_') >= 0) {
            return Optional.empty();
        }
        boolean begins = !pattern.startsWith("%");
        boolean ends = !pattern.endsWith("%");
        if (begins && ends) {
            return Optional.of(Comparison.EQUALS.of(column, Literals.quote(inside)));
        }
        if (!begins && !ends && !inside.isEmpty()) {
            return Optional.of("(position(" + column + ", " + Literals.quote(inside) + ") > 0)");
        }
        return Optional.of(call(ends ? "endsWith" : "startsWith", inside));
    }

    /** Returns a condition that is true for all texts that match, and for others. */
    Optional<String> superset() {
        String prefix = pattern.replaceAll("(?s)[%_].*", "");
        return prefix.isEmpty() ? Optional.empty() : Optional.of(call("startsWith", prefix));
    }

    private String call(String function, String text) {
        return function + "(" + column + ", " + Literals.quote(text) + ")";
    }
}
