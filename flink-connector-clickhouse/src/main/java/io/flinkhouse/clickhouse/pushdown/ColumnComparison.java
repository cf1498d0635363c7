// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Translates comparisons of two columns of the same kind, whose values the server compares
 * unchanged.
 */
final class ColumnComparison {

    private static final Set<TypeFamily> INTEGERS =
            EnumSet.of(
                    TypeFamily.INT8,
                    TypeFamily.INT16,
                    TypeFamily.INT32,
                    TypeFamily.INT64,
                    TypeFamily.UINT8,
                    TypeFamily.UINT16,
                    TypeFamily.UINT32,
                    TypeFamily.UINT64);
    private static final Set<TypeFamily> FLOATS =
            EnumSet.of(TypeFamily.FLOAT32, TypeFamily.FLOAT64);
    private static final Set<TypeFamily> DAYS = EnumSet.of(TypeFamily.DATE, TypeFamily.DATE32);

    private ColumnComparison() {}

    static Optional<String> compare(Operand left, Comparison comparison, Operand right) {
        if (left.isText() && right.isText()) {
            return TextComparison.text(left)
                    .flatMap(
                            first ->
                                    TextComparison.text(right)
                                            .map(second -> comparison.of(first, second)));
        }
        return areOfOneKind(left, right)
                ? Optional.of(comparison.of(left.column(), right.column()))
                : Optional.empty();
    }

    private static boolean areOfOneKind(Operand left, Operand right) {
        ClickHouseType one = left.stored();
        ClickHouseType other = right.stored();
        if (left.isNumber() && right.isNumber()) {
            return both(INTEGERS, one, other) || one.equals(other) || haveOneScale(one, other);
        }
        if (both(FLOATS, one, other) || both(DAYS, one, other)) {
            return true;
        }
        // The server compares instants, whose order is not that of wall clocks.
        return left.root() == LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && right.root() == LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && TypeMapping.withoutZone(one).equals(TypeMapping.withoutZone(other));
    }

    private static boolean both(
            Set<TypeFamily> families, ClickHouseType one, ClickHouseType other) {
        return families.contains(one.family()) && families.contains(other.family());
    }

    private static boolean haveOneScale(ClickHouseType one, ClickHouseType other) {
        return one instanceof ClickHouseType.Decimal first
                && other instanceof ClickHouseType.Decimal second
                && first.scale() == second.scale();
    }
}
