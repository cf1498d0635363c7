// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.expressions.ExpressionDefaultVisitor;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Translates a condition to one that is true for at least the same rows, where the condition itself
 * cannot be translated: to the parts of an AND that can be, or the prefix of a LIKE.
 */
final class Supersets extends ExpressionDefaultVisitor<Optional<String>> {

    private final TableDescription table;
    private final FilterPushDown exact;

    Supersets(TableDescription table, FilterPushDown exact) {
        this.table = table;
        this.exact = exact;
    }

    @Override
    public Optional<String> visit(CallExpression call) {
        Optional<String> same = call.accept(exact);
        if (same.isPresent()) {
            return same;
        }
        FunctionDefinition function = call.getFunctionDefinition();
        if (function.equals(BuiltInFunctionDefinitions.AND)) {
            List<String> parts = parts(call);
            return parts.isEmpty() ? Optional.empty() : Optional.of(joined(parts, " AND "));
        }
        if (function.equals(BuiltInFunctionDefinitions.OR)) {
            List<String> parts = parts(call);
            return parts.size() < FilterPushDown.flat(call).size()
                    ? Optional.empty()
                    : Optional.of(joined(parts, " OR "));
        }
        return Like.of(table, call).flatMap(Like::superset);
    }

    private List<String> parts(CallExpression call) {
        return FilterPushDown.flat(call).stream()
                .flatMap((ResolvedExpression operand) -> operand.accept(this).stream())
                .toList();
    }

    private static String joined(List<String> parts, String between) {
        return parts.stream().collect(Collectors.joining(between, "(", ")"));
    }

    @Override
    protected Optional<String> defaultMethod(Expression expression) {
        return expression.accept(exact);
    }
}
