// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.expressions.ExpressionDefaultVisitor;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.NestedFieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Translates Flink filter expressions to SQL where server and Flink evaluate them alike. It
 * translates only expressions for which the server selects exactly the rows that Flink would
 * select.
 */
@Internal
public final class FilterPushDown extends ExpressionDefaultVisitor<Optional<String>> {

    /** The condition that is true for all rows. */
    public static final String ALL = "1";

    private static final Map<FunctionDefinition, String> JOINING =
            Map.of(
                    BuiltInFunctionDefinitions.AND, " AND ",
                    BuiltInFunctionDefinitions.OR, " OR ");

    private static final Map<FunctionDefinition, String> BEHIND_OPERAND =
            Map.of(
                    BuiltInFunctionDefinitions.IS_NULL, " IS NULL",
                    BuiltInFunctionDefinitions.IS_NOT_NULL, " IS NOT NULL");

    private final TableDescription table;
    private final Set<String> once = new HashSet<>();
    private final CommonDigits digits = new CommonDigits();

    /**
     * @param conditions all conditions on rows of the table
     */
    public FilterPushDown(TableDescription table, List<ResolvedExpression> conditions) {
        this.table = table;
        Set<String> seen = new HashSet<>();
        Deque<ResolvedExpression> left = new ArrayDeque<>(conditions);
        while (!left.isEmpty()) {
            ResolvedExpression expression = left.pop();
            expression.getResolvedChildren().forEach(left::push);
            Optional<String> column = Operand.name(expression);
            if (column.isPresent()) {
                count(column.get(), seen);
            } else if (expression instanceof CallExpression call) {
                digits.add(call);
            }
        }
    }

    private void count(String column, Set<String> seen) {
        if (seen.add(column)) {
            once.add(column);
        } else {
            once.remove(column);
        }
    }

    /** Returns the conditions as SQL; empty if one of them cannot be translated. */
    public Optional<String> of(List<ResolvedExpression> conditions) {
        return conditions.isEmpty() ? Optional.of(ALL) : joined(conditions, " AND ");
    }

    @Override
    public Optional<String> visit(FieldReferenceExpression field) {
        return truth(field);
    }

    @Override
    public Optional<String> visit(NestedFieldReferenceExpression field) {
        return truth(field);
    }

    private Optional<String> truth(ResolvedExpression field) {
        return Operand.of(table, field)
                .filter(operand -> operand.stored().family() == TypeFamily.BOOL)
                .map(Operand::column);
    }

    @Override
    public Optional<String> visit(ValueLiteralExpression literal) {
        LogicalTypeRoot type = literal.getOutputDataType().getLogicalType().getTypeRoot();
        if (type != LogicalTypeRoot.BOOLEAN) {
            return Optional.empty();
        }
        return literal.isNull()
                ? Optional.of("NULL")
                : literal.getValueAs(Boolean.class).map(Object::toString);
    }

    @Override
    public Optional<String> visit(CallExpression call) {
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> operands = call.getResolvedChildren();
        if (JOINING.containsKey(function)) {
            return joined(flat(call), JOINING.get(function));
        }
        if (BEHIND_OPERAND.containsKey(function)) {
            String behind = BEHIND_OPERAND.get(function);
            return nullable(operands.get(0)).map(operand -> "(" + operand + behind + ")");
        }
        if (function.equals(BuiltInFunctionDefinitions.NOT)) {
            return operands.get(0).accept(this).map(operand -> "(NOT " + operand + ")");
        }
        if (function.equals(BuiltInFunctionDefinitions.CAST)
                && operands.get(0) instanceof ValueLiteralExpression literal) {
            return literal.accept(this);
        }
        if (function.equals(BuiltInFunctionDefinitions.LIKE)) {
            return Like.of(table, call).flatMap(Like::exact);
        }
        return Comparison.of(function)
                .flatMap(comparison -> compared(operands.get(0), comparison, operands.get(1)));
    }

    /**
     * Flattens nested ORs and ANDs: a long list is a deep tree of ORs, and the server's parser
     * accepts a depth of 1000.
     */
    static List<ResolvedExpression> flat(CallExpression call) {
        List<ResolvedExpression> operands = new ArrayList<>();
        Deque<ResolvedExpression> left = new ArrayDeque<>(call.getResolvedChildren());
        while (!left.isEmpty()) {
            ResolvedExpression operand = left.pop();
            if (operand instanceof CallExpression inner
                    && inner.getFunctionDefinition().equals(call.getFunctionDefinition())) {
                List<ResolvedExpression> children = inner.getResolvedChildren();
                for (int i = children.size(); i-- > 0; ) {
                    left.push(children.get(i));
                }
            } else {
                operands.add(operand);
            }
        }
        return operands;
    }

    private Optional<String> nullable(ResolvedExpression operand) {
        return Operand.name(operand).isPresent()
                ? StoredField.of(table, operand).map(StoredField::sql)
                : operand.accept(this);
    }

    private Optional<String> compared(
            ResolvedExpression left, Comparison comparison, ResolvedExpression right) {
        if (left instanceof ValueLiteralExpression literal) {
            return Operand.of(table, right)
                    .flatMap(operand -> compared(operand, comparison.mirrored(), literal));
        }
        Optional<Operand> operand = Operand.of(table, left);
        return right instanceof ValueLiteralExpression literal
                ? operand.flatMap(column -> compared(column, comparison, literal))
                : operand.flatMap(
                        column ->
                                Operand.of(table, right)
                                        .flatMap(
                                                other ->
                                                        ColumnComparison.compare(
                                                                column, comparison, other)));
    }

    private Optional<String> compared(
            Operand operand, Comparison comparison, ValueLiteralExpression literal) {
        if (literal.isNull()) {
            return Optional.empty();
        }
        if (operand.isText()) {
            return TextComparison.compare(operand, comparison, literal);
        }
        if (operand.isNumber()) {
            return once.contains(operand.name()) || digits.fit(operand.name())
                    ? NumberComparison.compare(operand, comparison, literal)
                    : Optional.empty();
        }
        return switch (operand.stored().family()) {
            case FLOAT32, FLOAT64 ->
                    FloatComparison.compare(
                            operand, comparison, literal, once.contains(operand.name()));
            case DATE, DATE32, DATE_TIME, DATE_TIME64 ->
                    TimeComparison.compare(operand, comparison, literal);
            default -> Optional.empty();
        };
    }

    @Override
    protected Optional<String> defaultMethod(Expression expression) {
        return Optional.empty();
    }

    private Optional<String> joined(List<ResolvedExpression> operands, String between) {
        List<String> parts = new ArrayList<>();
        for (ResolvedExpression operand : operands) {
            Optional<String> part = operand.accept(this);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return Optional.of("(" + String.join(between, parts) + ")");
    }
}
