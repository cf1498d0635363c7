// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.types.ClickHouseType;

import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

import static org.apache.flink.table.types.logical.LogicalTypeRoot.DOUBLE;
import static org.apache.flink.table.types.logical.LogicalTypeRoot.FLOAT;

/**
 * Translates comparisons of an integer or decimal column with a literal from Flink's filter to the
 * server's SQL.
 */
final class NumberComparison {

    private static final int BARE_BITS = 63;
    private static final int MOST_DIGITS = 76;
    private static final BigInteger MOST = BigInteger.TEN.pow(MOST_DIGITS).subtract(BigInteger.ONE);

    private NumberComparison() {}

    static Optional<String> compare(
            Operand operand, Comparison comparison, ValueLiteralExpression literal) {
        return value(operand.root(), literal)
                .map(value -> ticks(operand.stored()).bound(value))
                .map(bound -> bound.compare(comparison, operand.column()));
    }

    /**
     * Returns the literal; empty if Flink does not compare the exact numbers but their nearest
     * binary fractions.
     */
    private static Optional<BigDecimal> value(
            LogicalTypeRoot compared, ValueLiteralExpression literal) {
        LogicalTypeRoot type = literal.getOutputDataType().getLogicalType().getTypeRoot();
        if (type == DOUBLE || type == FLOAT) {
            boolean exact =
                    switch (compared) {
                        case FLOAT, DOUBLE, TINYINT, SMALLINT -> true;
                        case INTEGER -> type == DOUBLE;
                        default -> false;
                    };
            return literal.getValueAs(Number.class)
                    .map(Number::doubleValue)
                    .filter(value -> exact && Double.isFinite(value))
                    .map(BigDecimal::new);
        }
        return compared.getFamilies().contains(LogicalTypeFamily.EXACT_NUMERIC)
                        && type.getFamilies().contains(LogicalTypeFamily.EXACT_NUMERIC)
                ? exact(literal)
                : Optional.empty();
    }

    /**
     * Returns the literal; empty if it has more digits than its type, as in a list, because Flink
     * rounds such a literal at run time.
     */
    static Optional<BigDecimal> exact(ValueLiteralExpression literal) {
        LogicalType type = literal.getOutputDataType().getLogicalType();
        return literal.getValueAs(Number.class)
                .map(value -> new BigDecimal(value.toString()))
                .filter(value -> !(type instanceof DecimalType decimal) || fits(value, decimal));
    }

    private static boolean fits(BigDecimal value, DecimalType type) {
        return value.stripTrailingZeros().scale() <= type.getScale()
                && value.precision() - value.scale() <= type.getPrecision() - type.getScale();
    }

    private static Ticks ticks(ClickHouseType type) {
        return type instanceof ClickHouseType.Decimal decimal
                ? new Ticks(decimal.scale(), MOST.negate(), MOST, ticks -> decimal(decimal, ticks))
                : whole(type.toString());
    }

    /**
     * Returns the ticks of an integer type.
     *
     * @param type such as UInt64
     */
    private static Ticks whole(String type) {
        boolean signed = type.startsWith("I");
        int bits = Integer.parseInt(type.substring(signed ? 3 : 4));
        BigInteger end = BigInteger.TWO.pow(signed ? bits - 1 : bits);
        return new Ticks(
                0,
                signed ? end.negate() : BigInteger.ZERO,
                end.subtract(BigInteger.ONE),
                value -> whole(type, value));
    }

    /**
     * Writes an integer; converts one of many bits from text, because the server would parse it as
     * a Float64.
     */
    private static String whole(String type, BigInteger value) {
        return value.bitLength() <= BARE_BITS
                ? value.toString()
                : "to" + type + "('" + value + "')";
    }

    /**
     * Writes a decimal, converted from text, because the server parses a plain number with a point
     * as a Float64.
     */
    private static String decimal(ClickHouseType.Decimal type, BigInteger unscaled) {
        BigDecimal value = new BigDecimal(unscaled, type.scale());
        int digits = Math.max(type.precision(), value.precision());
        int bits = digits <= 9 ? 32 : digits <= 18 ? 64 : digits <= 38 ? 128 : 256;
        return "toDecimal" + bits + "('" + value.toPlainString() + "', " + type.scale() + ")";
    }
}
