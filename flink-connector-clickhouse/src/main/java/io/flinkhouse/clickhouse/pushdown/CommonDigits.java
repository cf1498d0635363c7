// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds columns that Flink may compare with rounded numbers. Flink compares a column and the
 * members of a list in a common type, which loses digits after the point if it would need more than
 * 38 digits.
 */
final class CommonDigits {

    private final Map<String, Digits> byColumn = new HashMap<>();

    /** Adds the operands of a comparison. */
    void add(CallExpression call) {
        List<String> columns = new ArrayList<>();
        Digits needed = Digits.NONE;
        for (ResolvedExpression operand : call.getResolvedChildren()) {
            column(operand).ifPresent(columns::add);
            needed = needed.and(Digits.of(operand.getOutputDataType().getLogicalType()));
        }
        for (String column : columns) {
            byColumn.merge(column, needed, Digits::and);
        }
    }

    /** Returns whether one type holds the column and all operands that are compared with it. */
    boolean fit(String column) {
        return byColumn.getOrDefault(column, Digits.NONE).fit();
    }

    private static Optional<String> column(ResolvedExpression expression) {
        Optional<String> name = Operand.name(expression);
        if (name.isPresent()) {
            return name;
        }
        return expression instanceof CallExpression call
                        && call.getFunctionDefinition().equals(BuiltInFunctionDefinitions.CAST)
                ? column(call.getResolvedChildren().get(0))
                : Optional.empty();
    }

    /**
     * The digits of a number type.
     *
     * @param whole digits before the point
     * @param scale digits after the point
     */
    private record Digits(int whole, int scale) {

        private static final Digits NONE = new Digits(0, 0);

        static Digits of(LogicalType type) {
            return switch (type.getTypeRoot()) {
                case TINYINT -> new Digits(3, 0);
                case SMALLINT -> new Digits(5, 0);
                case INTEGER -> new Digits(10, 0);
                case BIGINT -> new Digits(19, 0);
                case DECIMAL -> {
                    DecimalType decimal = (DecimalType) type;
                    yield new Digits(
                            decimal.getPrecision() - decimal.getScale(), decimal.getScale());
                }
                default -> NONE;
            };
        }

        Digits and(Digits other) {
            return new Digits(Math.max(whole, other.whole), Math.max(scale, other.scale));
        }

        boolean fit() {
            return whole + scale <= DecimalType.MAX_PRECISION;
        }
    }
}
