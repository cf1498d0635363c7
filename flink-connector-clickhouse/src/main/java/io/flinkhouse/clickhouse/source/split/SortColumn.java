// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.types.ClickHouseType;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * One expression of the order in which the rows of a split are read.
 *
 * @param expression an expression of the sorting key, or one that orders rows with equal keys
 * @param type the type of its values
 * @param descending whether the sorting key has it in descending order
 */
@Internal
public record SortColumn(String expression, ClickHouseType type, boolean descending)
        implements Serializable {

    /**
     * Returns an SQL expression of type {@code Nullable(String)} for the value, which {@link
     * #literal} turns into the same value again: a number, or bytes in hexadecimal, never a text
     * that depends on a time zone or format.
     */
    public String stored() {
        return "toString(" + expression + ")";
    }

    /**
     * Returns the SQL of a value.
     *
     * @param stored a value of {@link #stored}, not null
     */
    public String literal(String stored) {
        return "CAST('" + stored + "', '" + type + "')";
    }
}
