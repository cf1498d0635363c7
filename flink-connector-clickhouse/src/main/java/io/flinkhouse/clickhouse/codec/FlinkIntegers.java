// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Converts whole numbers from and to the Flink types that hold them. */
final class FlinkIntegers {

    private final LogicalTypeRoot root;
    private final int precision;
    private final int scale;

    FlinkIntegers(LogicalType type) {
        this.root = type.getTypeRoot();
        this.precision = type instanceof DecimalType decimal ? decimal.getPrecision() : 0;
        this.scale = type instanceof DecimalType decimal ? decimal.getScale() : 0;
    }

    /** Returns whether every value fits into a {@code long}. */
    boolean isSmall() {
        return switch (root) {
            case CHAR, VARCHAR -> false;
            case DECIMAL -> DecimalData.isCompact(precision);
            default -> true;
        };
    }

    /** Returns the value of a cell; only for types for which {@link #isSmall} is true. */
    long read(Cell cell) {
        return switch (root) {
            case BIGINT -> cell.int64();
            case INTEGER -> cell.int32();
            case SMALLINT -> cell.int16();
            case TINYINT -> cell.int8();
            case BOOLEAN -> cell.bool() ? 1 : 0;
            default -> cell.unscaled(precision, scale);
        };
    }

    /** Returns the value of a cell; fails if it is not between the limits. */
    long read(Cell cell, long min, long max, String holds) {
        long value = isSmall() ? read(cell) : narrow(readBig(cell), holds);
        if (value < min || value > max) {
            throw new UnfitValueException("a value out of its range, only " + holds);
        }
        return value;
    }

    BigInteger readBig(Cell cell) {
        return switch (root) {
            case CHAR, VARCHAR -> parse(NumberText.of(cell));
            case DECIMAL -> cell.decimal(precision, scale).toBigDecimal().toBigIntegerExact();
            default -> BigInteger.valueOf(read(cell));
        };
    }

    BigInteger readBig(Cell cell, BigInteger min, BigInteger max) {
        BigInteger value = readBig(cell);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new UnfitValueException("a value out of its range, only " + min + " to " + max);
        }
        return value;
    }

    Vector vector(long[] values) {
        if (root == LogicalTypeRoot.BIGINT) {
            return new LongVector(values);
        }
        if (root == LogicalTypeRoot.INTEGER) {
            return ints(values);
        }
        Object[] boxed = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = box(values[i]);
        }
        return new ObjectVector(boxed);
    }

    private Vector ints(long[] values) {
        int[] narrow = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (int) values[i];
            if (narrow[i] != values[i]) {
                throw new UnfitValueException("one of its values in a Flink " + root);
            }
        }
        return new IntVector(narrow);
    }

    Object box(long value) {
        Object boxed =
                switch (root) {
                    case BIGINT -> value;
                    case INTEGER -> (int) value == value ? (Object) (int) value : null;
                    case SMALLINT -> (short) value == value ? (Object) (short) value : null;
                    case TINYINT -> (byte) value == value ? (Object) (byte) value : null;
                    case BOOLEAN -> value >> 1 == 0 ? (Object) (value == 1) : null;
                    default -> box(BigInteger.valueOf(value));
                };
        if (boxed == null) {
            throw new UnfitValueException("one of its values in a Flink " + root);
        }
        return boxed;
    }

    Object box(BigInteger value) {
        Object boxed =
                switch (root) {
                    case CHAR, VARCHAR -> StringData.fromString(value.toString());
                    case DECIMAL ->
                            DecimalData.fromBigDecimal(new BigDecimal(value), precision, scale);
                    default -> box(narrow(value, "a Flink " + root));
                };
        if (boxed == null) {
            throw new UnfitValueException(
                    "one of its values in a Flink DECIMAL(" + precision + ", " + scale + ")");
        }
        return boxed;
    }

    private static long narrow(BigInteger value, String holds) {
        if (value.bitLength() >= Long.SIZE) {
            throw new UnfitValueException("a value out of its range, only " + holds);
        }
        return value.longValue();
    }

    private static BigInteger parse(String text) {
        try {
            return new BigInteger(text);
        } catch (NumberFormatException e) {
            throw new UnfitValueException(
                    "a text of " + text.length() + " characters that is no whole number");
        }
    }
}
