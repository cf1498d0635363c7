// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.pushdown;

import io.flinkhouse.types.ClickHouseType;
import io.flinkhouse.types.Family;
import io.flinkhouse.types.TypeMapping;

import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Columns against columns: of one kind, whose values the server compares as they are. */
final class ColumnPair {

    private static final Set<Family> INTEGERS =
            EnumSet.of(
                    Family.INT8,
                    Family.INT16,
                    Family.INT32,
                    Family.INT64,
                    Family.UINT8,
                    Family.UINT16,
                    Family.UINT32,
                    Family.UINT64);
    private static final Set<Family> FLOATS = EnumSet.of(Family.FLOAT32, Family.FLOAT64);
    private static final Set<Family> DAYS = EnumSet.of(Family.DATE, Family.DATE32);

    private ColumnPair() {}

    static Optional<String> compare(Operand left, Comparison comparison, Operand right) {
        if (left.isText() && right.isText()) {
            return Texts.text(left)
                    .flatMap(
                            first -> Texts.text(right).map(second -> comparison.of(first, second)));
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
        // The order of wall clocks is not that of the moments, which the server compares.
        return left.root() == LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && right.root() == LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && TypeMapping.withoutZone(one).equals(TypeMapping.withoutZone(other));
    }

    private static boolean both(Set<Family> families, ClickHouseType one, ClickHouseType other) {
        return families.contains(one.family()) && families.contains(other.family());
    }

    private static boolean haveOneScale(ClickHouseType one, ClickHouseType other) {
        return one instanceof ClickHouseType.Decimal first
                && other instanceof ClickHouseType.Decimal second
                && first.scale() == second.scale();
    }
}
