// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Reads the Flink types that are written to floating-point columns. */
final class FlinkFloats {

    private final LogicalTypeRoot root;
    private final FlinkIntegers integers;

    FlinkFloats(LogicalType type) {
        this.root = type.getTypeRoot();
        this.integers = new FlinkIntegers(type);
    }

    float readFloat(Cell cell) {
        if (root == LogicalTypeRoot.FLOAT) {
            return cell.float32();
        }
        long whole = integers.read(cell);
        float value = whole;
        if ((long) value != whole || whole == Long.MAX_VALUE) {
            throw new UnfitValueException("an integer of " + digits(whole) + " digits exactly");
        }
        return value;
    }

    double readDouble(Cell cell) {
        if (root == LogicalTypeRoot.DOUBLE) {
            return cell.float64();
        }
        if (root == LogicalTypeRoot.FLOAT) {
            return cell.float32();
        }
        long whole = integers.read(cell);
        double value = whole;
        if ((long) value != whole || whole == Long.MAX_VALUE) {
            throw new UnfitValueException("an integer of " + digits(whole) + " digits exactly");
        }
        return value;
    }

    private static int digits(long whole) {
        return Long.toString(whole).replace("-", "").length();
    }

    Vector vector(double[] values) {
        if (root == LogicalTypeRoot.DOUBLE) {
            return new DoubleVector(values);
        }
        if (root == LogicalTypeRoot.FLOAT) {
            return floats(values);
        }
        Object[] boxed = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = box(values[i]);
        }
        return new ObjectVector(boxed);
    }

    private static Vector floats(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = narrow(values[i]);
        }
        return new FloatVector(narrow);
    }

    Object box(double value) {
        return switch (root) {
            case DOUBLE -> value;
            case FLOAT -> narrow(value);
            default -> whole(value);
        };
    }

    private static float narrow(double value) {
        if (Double.compare((float) value, value) != 0) {
            throw new UnfitValueException("one of its values exactly in a Flink FLOAT");
        }
        return (float) value;
    }

    private Object whole(double value) {
        long whole = (long) value;
        if (whole != value || whole == Long.MAX_VALUE) {
            throw new UnfitValueException("one of its values exactly in a Flink " + root);
        }
        return integers.box(whole);
    }
}
