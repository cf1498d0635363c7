// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/** Recognises Flink CASTs that change no value, so that they can be left out. */
final class Casts {

    private Casts() {}

    static boolean keepValues(LogicalType from, LogicalType to) {
        if (from.isNullable() && !to.isNullable()) {
            return false;
        }
        return switch (to.getTypeRoot()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    isInteger(from) && digits(from) <= digits(to);
            case DECIMAL -> isExact(from) && fits(from, to);
            case FLOAT -> isInteger(from) && digits(from) <= 5;
            case DOUBLE -> isInteger(from) && digits(from) <= 10 || isFloat(from);
            case VARCHAR -> isText(from) && length(to) == VarCharType.MAX_LENGTH;
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    from.getTypeRoot() == to.getTypeRoot()
                            && LogicalTypeChecks.getPrecision(from)
                                    <= LogicalTypeChecks.getPrecision(to);
            default -> false;
        };
    }

    private static boolean fits(LogicalType from, LogicalType to) {
        DecimalType decimal = (DecimalType) to;
        int scale = from instanceof DecimalType other ? other.getScale() : 0;
        return scale <= decimal.getScale()
                && digits(from) - scale <= decimal.getPrecision() - decimal.getScale();
    }

    private static boolean isInteger(LogicalType type) {
        return type.is(LogicalTypeFamily.INTEGER_NUMERIC);
    }

    private static boolean isExact(LogicalType type) {
        return type.is(LogicalTypeFamily.EXACT_NUMERIC);
    }

    private static boolean isFloat(LogicalType type) {
        return type.is(LogicalTypeFamily.APPROXIMATE_NUMERIC);
    }

    private static boolean isText(LogicalType type) {
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    private static int length(LogicalType type) {
        return LogicalTypeChecks.getLength(type);
    }

    /** Returns the number of decimal digits of the greatest value. */
    private static int digits(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            default -> LogicalTypeChecks.getPrecision(type);
        };
    }
}
