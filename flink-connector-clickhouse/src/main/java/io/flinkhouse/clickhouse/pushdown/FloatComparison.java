// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.pushdown.Bound.Side;
import io.flinkhouse.clickhouse.types.TypeFamily;

import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Translates comparisons of a floating-point column with a literal from Flink's filter to the
 * server's SQL, where the literal is written as its bits.
 */
final class FloatComparison {

    /**
     * The maximum decimal digits of a number that a double holds exactly, as it holds the power of
     * ten; the quotient of the two is correctly rounded.
     */
    private static final int EXACT_DIGITS = 15;

    private FloatComparison() {}

    /**
     * Returns the condition; empty if it cannot be translated.
     *
     * @param alone whether the column occurs in no other condition
     */
    static Optional<String> compare(
            Operand operand, Comparison comparison, ValueLiteralExpression literal, boolean alone) {
        LogicalType type = literal.getOutputDataType().getLogicalType();
        boolean decimal = type.getTypeRoot() == LogicalTypeRoot.DECIMAL;
        return value(operand.root(), type, literal)
                .filter(Double::isFinite)
                // Flink compares a FLOAT with a DECIMAL by an order in which -0 is below 0.
                .filter(value -> !decimal || value != 0)
                // IN with more than a few values also uses that order, and this may be one of its
                // values.
                .filter(value -> value != 0 || comparison.orders() || alone)
                .map(value -> bound(operand, value).compare(comparison, operand.column()))
                .map(sql -> decimal && comparison.isGreater() ? orNaN(sql, operand) : sql);
    }

    /** Returns the literal as the Java number that is compared with a value of this type. */
    private static Optional<Double> value(
            LogicalTypeRoot compared, LogicalType type, ValueLiteralExpression literal) {
        return switch (type.getTypeRoot()) {
            case FLOAT, DOUBLE -> literal.getValueAs(Number.class).map(Number::doubleValue);
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    literal.getValueAs(Number.class)
                            .map(Number::longValue)
                            .map(
                                    value ->
                                            compared == LogicalTypeRoot.FLOAT
                                                    ? (double) (float) (long) value
                                                    : (double) (long) value);
            case DECIMAL ->
                    LogicalTypeChecks.getPrecision(type) <= EXACT_DIGITS
                            ? NumberComparison.exact(literal).map(BigDecimal::doubleValue)
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Bound bound(Operand operand, double value) {
        if (operand.stored().family() == TypeFamily.FLOAT64) {
            return Bound.equal(
                    "reinterpretAsFloat64(toUInt64("
                            + Long.toUnsignedString(Double.doubleToRawLongBits(value))
                            + "))");
        }
        float near = (float) value;
        float floor = near > value ? Math.nextDown(near) : near;
        return new Bound(
                "reinterpretAsFloat32(toUInt32("
                        + Integer.toUnsignedString(Float.floatToRawIntBits(floor))
                        + "))",
                floor == value ? Side.EQUAL : Side.LITERAL_ABOVE);
    }

    /** In that order NaN is above all numbers. */
    private static String orNaN(String sql, Operand operand) {
        return "(" + sql + " OR isNaN(" + operand.column() + "))";
    }
}
