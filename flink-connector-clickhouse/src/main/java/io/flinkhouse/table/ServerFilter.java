// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.schema.TargetTable;
import io.flinkhouse.sql.Identifiers;
import io.flinkhouse.sql.Literals;

import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.Expression;
import org.apache.flink.table.expressions.ExpressionDefaultVisitor;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A condition as the server's SQL; there is none where the two might not mean the same. */
final class ServerFilter extends ExpressionDefaultVisitor<Optional<String>> {

    private static final Set<FunctionDefinition> ORDERING =
            Set.of(
                    BuiltInFunctionDefinitions.LESS_THAN,
                    BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL,
                    BuiltInFunctionDefinitions.GREATER_THAN,
                    BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL);

    private static final Map<FunctionDefinition, String> BETWEEN_OPERANDS =
            Map.of(
                    BuiltInFunctionDefinitions.EQUALS, " = ",
                    BuiltInFunctionDefinitions.NOT_EQUALS, " <> ",
                    BuiltInFunctionDefinitions.LESS_THAN, " < ",
                    BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL, " <= ",
                    BuiltInFunctionDefinitions.GREATER_THAN, " > ",
                    BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL, " >= ",
                    BuiltInFunctionDefinitions.AND, " AND ",
                    BuiltInFunctionDefinitions.OR, " OR ");

    private static final Map<FunctionDefinition, String> BEHIND_OPERAND =
            Map.of(
                    BuiltInFunctionDefinitions.IS_NULL, " IS NULL",
                    BuiltInFunctionDefinitions.IS_NOT_NULL, " IS NOT NULL");

    private static final DateTimeFormatter WALL_CLOCK =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ROOT);

    private static final Pattern TEXT =
            Pattern.compile("(LowCardinality\\(|Nullable\\()*(String|FixedString)");

    /** Columns that are texts in Flink and of which it asks for more than equality. */
    private final Set<String> orderedTexts = new HashSet<>();

    private String sql = "1";

    private ServerFilter() {}

    /** All of the filters; empty if one of them cannot be said. */
    static Optional<ServerFilter> of(List<ResolvedExpression> filters) {
        ServerFilter filter = new ServerFilter();
        if (filters.isEmpty()) {
            return Optional.of(filter);
        }
        return filter.joined(filters, " AND ")
                .map(
                        text -> {
                            filter.sql = text;
                            return filter;
                        });
    }

    String sql() {
        return sql;
    }

    /** Whether it means the same whatever types the columns have in ClickHouse. */
    boolean holdsForAnyTypes() {
        return orderedTexts.isEmpty();
    }

    /** Whether it means the same there; the server orders an Enum or a UUID in another way. */
    boolean holdsFor(TargetTable table) {
        return orderedTexts.stream()
                .flatMap(name -> table.column(name).stream())
                .allMatch(column -> TEXT.matcher(column.type()).lookingAt());
    }

    @Override
    public Optional<String> visit(FieldReferenceExpression field) {
        return Optional.of(Identifiers.quote(field.getName()));
    }

    @Override
    public Optional<String> visit(CallExpression call) {
        FunctionDefinition function = call.getFunctionDefinition();
        List<ResolvedExpression> operands = call.getResolvedChildren();
        if (BETWEEN_OPERANDS.containsKey(function)) {
            if (ORDERING.contains(function)) {
                operands.forEach(this::noteText);
            }
            return joined(operands, BETWEEN_OPERANDS.get(function));
        }
        if (BEHIND_OPERAND.containsKey(function)) {
            String behind = BEHIND_OPERAND.get(function);
            return operands.get(0).accept(this).map(operand -> "(" + operand + behind + ")");
        }
        if (function.equals(BuiltInFunctionDefinitions.NOT)) {
            return operands.get(0).accept(this).map(operand -> "(NOT " + operand + ")");
        }
        if (function.equals(BuiltInFunctionDefinitions.CAST) && changesNoValue(operands)) {
            return operands.get(0).accept(this);
        }
        return Optional.empty();
    }

    private void noteText(ResolvedExpression operand) {
        if (operand instanceof FieldReferenceExpression field
                && field.getOutputDataType()
                        .getLogicalType()
                        .is(LogicalTypeFamily.CHARACTER_STRING)) {
            orderedTexts.add(field.getName());
        }
        operand.getResolvedChildren().forEach(this::noteText);
    }

    /** Between types of whole numbers and of texts the server compares by value anyhow. */
    private static boolean changesNoValue(List<ResolvedExpression> operands) {
        LogicalType from = operands.get(0).getOutputDataType().getLogicalType();
        LogicalType to = operands.get(1).getOutputDataType().getLogicalType();
        return from.is(LogicalTypeFamily.INTEGER_NUMERIC)
                        && to.is(LogicalTypeFamily.INTEGER_NUMERIC)
                || from.is(LogicalTypeFamily.CHARACTER_STRING)
                        && to.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    @Override
    public Optional<String> visit(ValueLiteralExpression literal) {
        if (literal.isNull()) {
            return Optional.of("NULL");
        }
        LogicalType type = literal.getOutputDataType().getLogicalType();
        return switch (type.getTypeRoot()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, BOOLEAN ->
                    literal.getValueAs(Object.class).map(Object::toString);
            case DECIMAL -> literal.getValueAs(BigDecimal.class).map(BigDecimal::toPlainString);
            case FLOAT -> literal.getValueAs(Float.class).flatMap(ServerFilter::binary);
            case DOUBLE -> literal.getValueAs(Double.class).flatMap(ServerFilter::binary);
            case CHAR, VARCHAR -> literal.getValueAs(String.class).map(Literals::quote);
            case DATE ->
                    literal.getValueAs(LocalDate.class)
                            .map(date -> "toDate32(" + Literals.quote(date.toString()) + ")");
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    literal.getValueAs(LocalDateTime.class)
                            .map(time -> Literals.quote(WALL_CLOCK.format(time)));
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    literal.getValueAs(Instant.class).map(ServerFilter::instant);
            default -> Optional.empty();
        };
    }

    /** The server reads the shortest text of a double as the same double. */
    private static Optional<String> binary(double value) {
        return Double.isFinite(value)
                ? Optional.of("toFloat64('" + value + "')")
                : Optional.empty();
    }

    private static String instant(Instant value) {
        return "toDateTime64('"
                + WALL_CLOCK.format(LocalDateTime.ofInstant(value, java.time.ZoneOffset.UTC))
                + "', 9, 'UTC')";
    }

    @Override
    protected Optional<String> defaultMethod(Expression expression) {
        return Optional.empty();
    }

    private Optional<String> joined(List<ResolvedExpression> operands, String between) {
        List<Optional<String>> parts =
                operands.stream().map(operand -> operand.accept(this)).toList();
        return parts.stream().allMatch(Optional::isPresent)
                ? Optional.of(
                        parts.stream()
                                .map(Optional::get)
                                .collect(Collectors.joining(between, "(", ")")))
                : Optional.empty();
    }
}
