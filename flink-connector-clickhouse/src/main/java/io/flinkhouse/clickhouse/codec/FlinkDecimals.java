// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Reads the Flink types that are written to decimal columns: DECIMAL, integers, and text. */
final class FlinkDecimals {

    private final LogicalTypeRoot root;
    private final FlinkIntegers integers;
    private final int precision;
    private final int scale;

    FlinkDecimals(LogicalType type) {
        this.root = type.getTypeRoot();
        this.integers = new FlinkIntegers(type);
        this.precision = type instanceof DecimalType decimal ? decimal.getPrecision() : 19;
        this.scale = type instanceof DecimalType decimal ? decimal.getScale() : 0;
    }

    /** Returns the scale of the result of {@link #unscaled}. */
    int scale() {
        return scale;
    }

    /** Returns whether the unscaled value of every value fits into a {@code long}. */
    boolean isSmall() {
        return integers.isSmall();
    }

    /** Returns the unscaled value of a cell; only for types for which {@link #isSmall} is true. */
    long unscaled(Cell cell) {
        return integers.read(cell);
    }

    BigDecimal read(Cell cell) {
        return switch (root) {
            case DECIMAL -> cell.decimal(precision, scale).toBigDecimal();
            case CHAR, VARCHAR -> parse(NumberText.of(cell));
            default -> BigDecimal.valueOf(integers.read(cell));
        };
    }

    Vector vector(long[] unscaled, int scale) {
        if (isKept(unscaled, scale)) {
            return new DecimalVector(unscaled, precision, scale);
        }
        Object[] boxed = new Object[unscaled.length];
        for (int i = 0; i < unscaled.length; i++) {
            boxed[i] = box(unscaled[i], scale);
        }
        return new ObjectVector(boxed);
    }

    /** Returns whether each value has an unscaled value of 64 bits in the Flink type, too. */
    private boolean isKept(long[] unscaled, int scale) {
        if (root != LogicalTypeRoot.DECIMAL
                || scale != this.scale
                || !DecimalData.isCompact(precision)) {
            return false;
        }
        long limit = Powers.of(precision);
        for (long value : unscaled) {
            if (value <= -limit || value >= limit) {
                return false;
            }
        }
        return true;
    }

    private Object box(long unscaled, int scale) {
        return box(BigDecimal.valueOf(unscaled, scale));
    }

    Object box(BigInteger unscaled, int scale) {
        return box(new BigDecimal(unscaled, scale));
    }

    private Object box(BigDecimal value) {
        if (root == LogicalTypeRoot.CHAR || root == LogicalTypeRoot.VARCHAR) {
            return StringData.fromString(value.toPlainString());
        }
        BigDecimal rescaled = rescale(value, scale);
        if (root != LogicalTypeRoot.DECIMAL) {
            return integers.box(rescaled.toBigIntegerExact());
        }
        DecimalData boxed = DecimalData.fromBigDecimal(rescaled, precision, scale);
        if (boxed == null) {
            throw new UnfitValueException(
                    "one of its values in a Flink DECIMAL(" + precision + ", " + scale + ")");
        }
        return boxed;
    }

    /** Converts the unscaled value to another scale; never rounds. */
    static BigDecimal rescale(BigDecimal value, int scale) {
        if (value.stripTrailingZeros().scale() > scale) {
            throw new UnfitValueException(
                    "a number with "
                            + value.stripTrailingZeros().scale()
                            + " digits after the point without rounding to "
                            + scale
                            + " digits");
        }
        return value.setScale(scale);
    }

    private static BigDecimal parse(String text) {
        try {
            BigDecimal value = new BigDecimal(text);
            if (Math.abs((long) value.scale()) <= NumberText.MAX_LENGTH) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new UnfitValueException(
                    "a text of " + text.length() + " characters that is no decimal number");
        }
        throw new UnfitValueException("a number of more than " + NumberText.MAX_LENGTH + " digits");
    }
}
