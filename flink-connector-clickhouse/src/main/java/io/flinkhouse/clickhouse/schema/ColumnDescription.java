// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;
import io.flinkhouse.clickhouse.types.TypeStructure;

import org.apache.flink.annotation.Internal;

/**
 * A column as the server describes it.
 *
 * @param defaultKind DEFAULT, MATERIALIZED, EPHEMERAL, ALIAS or nothing
 * @param defaultExpression empty where there is no kind
 * @param sorts whether ORDER BY contains the column
 * @param partitions whether PARTITION BY contains the column
 */
@Internal
public record ColumnDescription(
        String name,
        String type,
        String defaultKind,
        String defaultExpression,
        boolean sorts,
        boolean partitions) {

    /** The expression of EPHEMERAL without one. */
    private static final String OF_TYPE = "defaultValueOfTypeName(";

    /** Returns whether the server computes the column, so that no INSERT may name it. */
    public boolean computed() {
        return defaultKind.equals("MATERIALIZED") || defaultKind.equals("ALIAS");
    }

    /** Returns whether the column has the same empty tuple in each row, which nobody need write. */
    public boolean holdsNothing() {
        return type.equals("Tuple()");
    }

    /**
     * Returns the type that an INSERT may write: the column's, or nullable if NULL becomes the
     * DEFAULT.
     *
     * @throws IllegalArgumentException if this connector does not know the type
     */
    public ClickHouseType written() {
        ClickHouseType stored = TypeParser.parse(type);
        return hasDefault() ? TypeMapping.nullForDefault(stored) : stored;
    }

    private boolean hasDefault() {
        return defaultKind.equals("DEFAULT")
                || defaultKind.equals("EPHEMERAL") && !defaultExpression.startsWith(OF_TYPE);
    }

    /**
     * Returns the structure of {@link #written}, in which the function {@code input} takes it.
     *
     * @throws IllegalArgumentException if this connector does not know the type
     */
    public String input() {
        return TypeStructure.of(written()).toString();
    }
}
