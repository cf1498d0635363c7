// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds comparisons of floating-point columns that Flink has negated. In the condition of a DELETE
 * it writes {@code CASE WHEN v <= 5 THEN a ELSE b END} as {@code v <= 5 AND a OR v > 5 AND b},
 * whose two comparisons are both false for NaN.
 */
@Internal
public final class NegatedFloats {

    /** A comparison of a column with a literal. */
    private record ColumnBound(String column, Comparison comparison, String literal) {

        Optional<ColumnBound> negated() {
            return comparison.negated().map(other -> new ColumnBound(column, other, literal));
        }
    }

    private NegatedFloats() {}

    /** Returns whether a comparison and its opposite are among the conditions. */
    public static boolean areAmong(List<ResolvedExpression> conditions) {
        Set<ColumnBound> bounds = new HashSet<>();
        Deque<ResolvedExpression> left = new ArrayDeque<>(conditions);
        while (!left.isEmpty()) {
            ResolvedExpression expression = left.pop();
            expression.getResolvedChildren().forEach(left::push);
            if (expression instanceof CallExpression call) {
                bound(call).ifPresent(bounds::add);
            }
        }
        return bounds.stream()
                .anyMatch(bound -> bound.negated().filter(bounds::contains).isPresent());
    }

    private static Optional<ColumnBound> bound(CallExpression call) {
        Optional<Comparison> comparison = Comparison.of(call.getFunctionDefinition());
        if (comparison.isEmpty()) {
            return Optional.empty();
        }
        List<ResolvedExpression> operands = call.getResolvedChildren();
        return operands.get(0) instanceof ValueLiteralExpression literal
                ? bound(operands.get(1), comparison.get().mirrored(), literal)
                : operands.get(1) instanceof ValueLiteralExpression literal
                        ? bound(operands.get(0), comparison.get(), literal)
                        : Optional.empty();
    }

    /** Flink compares with a DECIMAL by an order that has NaN, so there the opposite is right. */
    private static Optional<ColumnBound> bound(
            ResolvedExpression operand, Comparison comparison, ValueLiteralExpression literal) {
        boolean floating =
                operand.getOutputDataType()
                        .getLogicalType()
                        .is(LogicalTypeFamily.APPROXIMATE_NUMERIC);
        boolean decimal = literal.getOutputDataType().getLogicalType().is(LogicalTypeRoot.DECIMAL);
        return !floating || decimal
                ? Optional.empty()
                : column(operand)
                        .map(
                                column ->
                                        new ColumnBound(
                                                column, comparison, literal.asSummaryString()));
    }

    private static Optional<String> column(ResolvedExpression operand) {
        return operand instanceof CallExpression call
                        && call.getFunctionDefinition().equals(BuiltInFunctionDefinitions.CAST)
                ? column(call.getResolvedChildren().get(0))
                : Operand.name(operand);
    }
}
