// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Optional;

/** Finds the underlying type of a type: the type that has the same bytes. */
@Internal
public final class TypeStructure {

    private static final ClickHouseType FLOAT = new ClickHouseType.Simple(TypeFamily.FLOAT64);
    private static final ClickHouseType POINT =
            new ClickHouseType.Tuple(
                    List.of(
                            new ClickHouseType.Field("", FLOAT),
                            new ClickHouseType.Field("", FLOAT)));
    private static final ClickHouseType LINE = new ClickHouseType.Array(POINT);
    private static final ClickHouseType LINES = new ClickHouseType.Array(LINE);
    private static final ClickHouseType POLYGONS = new ClickHouseType.Array(LINES);

    private TypeStructure() {}

    /**
     * Returns the underlying type, which has the same bytes: the inner type of a
     * SimpleAggregateFunction, the array of tuples of a Nested, the tuples of a geometric type.
     */
    public static ClickHouseType of(ClickHouseType type) {
        if (type instanceof ClickHouseType.SimpleAggregateFunction simple) {
            return of(simple.inner());
        }
        if (type instanceof ClickHouseType.Nested nested) {
            return new ClickHouseType.Array(new ClickHouseType.Tuple(nested.fields()));
        }
        return geometry(type.family()).orElse(type);
    }

    private static Optional<ClickHouseType> geometry(TypeFamily family) {
        return switch (family) {
            case POINT -> Optional.of(POINT);
            case RING, LINE_STRING -> Optional.of(LINE);
            case POLYGON, MULTI_LINE_STRING -> Optional.of(LINES);
            case MULTI_POLYGON -> Optional.of(POLYGONS);
            case GEOMETRY -> Optional.of(any());
            default -> Optional.empty();
        };
    }

    private static ClickHouseType any() {
        return new ClickHouseType.Variant(
                List.<ClickHouseType>of(
                        new ClickHouseType.Simple(TypeFamily.LINE_STRING),
                        new ClickHouseType.Simple(TypeFamily.MULTI_LINE_STRING),
                        new ClickHouseType.Simple(TypeFamily.MULTI_POLYGON),
                        new ClickHouseType.Simple(TypeFamily.POINT),
                        new ClickHouseType.Simple(TypeFamily.POLYGON),
                        new ClickHouseType.Simple(TypeFamily.RING)));
    }
}
