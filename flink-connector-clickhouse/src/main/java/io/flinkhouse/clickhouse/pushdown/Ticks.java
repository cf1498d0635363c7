// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.pushdown.Bound.Side;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.Function;

/**
 * The ordered values of a type that counts ticks of 10^-digits.
 *
 * @param literal writes a number of ticks as SQL of the server
 */
record Ticks(int digits, BigInteger min, BigInteger max, Function<BigInteger, String> literal) {

    Bound bound(BigDecimal value) {
        BigDecimal ticks = value.scaleByPowerOfTen(digits);
        BigInteger floor = ticks.setScale(0, RoundingMode.FLOOR).unscaledValue();
        if (floor.compareTo(min) < 0) {
            return new Bound(literal.apply(min), Side.LITERAL_BELOW);
        }
        if (floor.compareTo(max) > 0) {
            return new Bound(literal.apply(max), Side.LITERAL_ABOVE);
        }
        boolean whole = ticks.compareTo(new BigDecimal(floor)) == 0;
        return new Bound(literal.apply(floor), whole ? Side.EQUAL : Side.LITERAL_ABOVE);
    }
}
