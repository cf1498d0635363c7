// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import java.util.List;
import java.util.Optional;

/** Defines the geometric types by the arrays and tuples that they consist of. */
final class Geometry {

    private static final ClickHouseType FLOAT = new ClickHouseType.Simple(TypeFamily.FLOAT64);
    private static final ClickHouseType POINT =
            new ClickHouseType.Tuple(
                    List.of(
                            new ClickHouseType.Field("", FLOAT),
                            new ClickHouseType.Field("", FLOAT)));
    private static final ClickHouseType LINE = new ClickHouseType.Array(POINT);
    private static final ClickHouseType LINES = new ClickHouseType.Array(LINE);
    private static final ClickHouseType POLYGONS = new ClickHouseType.Array(LINES);

    private Geometry() {}

    static Optional<ClickHouseType> structure(TypeFamily family) {
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
