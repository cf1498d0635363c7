// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.pushdown.Bound.Side;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Translates comparisons of a text column with a literal from Flink's filter to the server's SQL.
 * Flink orders texts by their bytes.
 */
final class TextComparison {

    /** Types whose values the server converts to the same text as Flink. */
    private static final Set<TypeFamily> SHOWN =
            EnumSet.of(
                    TypeFamily.ENUM8,
                    TypeFamily.ENUM16,
                    TypeFamily.UUID,
                    TypeFamily.IPV4,
                    TypeFamily.UINT64,
                    TypeFamily.INT128,
                    TypeFamily.INT256,
                    TypeFamily.UINT128,
                    TypeFamily.UINT256);

    private static final String MAPPED = "::ffff:";

    private TextComparison() {}

    static Optional<String> compare(
            Operand operand, Comparison comparison, ValueLiteralExpression literal) {
        LogicalType type = literal.getOutputDataType().getLogicalType();
        return type.is(LogicalTypeFamily.CHARACTER_STRING)
                ? literal.getValueAs(String.class)
                        .flatMap(text -> compare(operand, comparison, text))
                : Optional.empty();
    }

    private static Optional<String> compare(Operand operand, Comparison comparison, String text) {
        String column = operand.column();
        TypeFamily family = operand.stored().family();
        if (operand.stored() instanceof ClickHouseType.FixedString type) {
            return Optional.of(fixed(type.length(), text).compare(comparison, column));
        }
        return switch (family) {
            case STRING -> Optional.of(comparison.of(column, Literals.quote(text)));
            case UUID, IPV4 ->
                    Optional.of(
                            comparison.orders()
                                    ? shown(operand, comparison, text)
                                    : found(operand, comparison, text));
            case IPV6 ->
                    comparison.orders() || isShownOtherwise(text)
                            ? Optional.empty()
                            : Optional.of(found(operand, comparison, text));
            default ->
                    SHOWN.contains(family)
                            ? Optional.of(shown(operand, comparison, text))
                            : Optional.empty();
        };
    }

    /**
     * Returns the column as text, if it is a text or the server converts it to the same text as
     * Flink.
     */
    static Optional<String> text(Operand operand) {
        TypeFamily family = operand.stored().family();
        if (family == TypeFamily.STRING) {
            return Optional.of(operand.column());
        }
        return SHOWN.contains(family)
                ? Optional.of("toString(" + operand.column() + ")")
                : Optional.empty();
    }

    private static String shown(Operand operand, Comparison comparison, String text) {
        return comparison.of("toString(" + operand.column() + ")", Literals.quote(text));
    }

    /** Compares the value, for which an index can be used, and the text of the value. */
    private static String found(Operand operand, Comparison comparison, String text) {
        String parsed = "to" + operand.stored() + "OrDefault(" + Literals.quote(text) + ")";
        String equal =
                "("
                        + Comparison.EQUALS.of(operand.column(), parsed)
                        + " AND "
                        + shown(operand, Comparison.EQUALS, text)
                        + ")";
        return comparison == Comparison.EQUALS ? equal : "(NOT " + equal + ")";
    }

    /**
     * Returns whether the server may print an IPv6 address differently from Flink: ::102:304 as
     * ::1.2.3.4.
     */
    private static boolean isShownOtherwise(String address) {
        return address.startsWith("::") && !address.startsWith(MAPPED);
    }

    /**
     * Returns the bound of a FixedString. Flink reads it without the zero bytes at its end; with or
     * without them, the order of texts is the same.
     */
    private static Bound fixed(int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean held =
                bytes.length <= length && (bytes.length == 0 || bytes[bytes.length - 1] != 0);
        return new Bound(
                "toFixedString("
                        + Literals.bytes(Arrays.copyOf(bytes, Math.min(bytes.length, length)))
                        + ", "
                        + length
                        + ")",
                held ? Side.EQUAL : Side.LITERAL_ABOVE);
    }
}
