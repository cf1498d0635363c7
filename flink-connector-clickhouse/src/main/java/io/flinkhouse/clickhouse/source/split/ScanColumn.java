// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarCharType;

import java.io.Serializable;
import java.util.List;

/**
 * A column of the result of a scan.
 *
 * @param expression the SQL expression of its values, without alias
 * @param spec its name in the result and its types
 */
@Internal
public record ScanColumn(String expression, ColumnSpec spec) implements Serializable {

    /** Virtual columns that a merge changes; rows that differ only in them are alike. */
    private static final List<String> MOVED_BY_MERGES = List.of("_part", "_part_offset");

    /**
     * Returns a virtual column of the server.
     *
     * @param key its name on the server
     * @param name its name in the result
     * @param type STRING or BIGINT
     */
    public static ScanColumn virtual(String key, String name, LogicalType type) {
        ClickHouseType sent = TypeMapping.toClickHouse(type.copy(false));
        return new ScanColumn(
                "to" + sent + "(" + Identifiers.quote(key) + ")", new ColumnSpec(name, sent, type));
    }

    /** Returns a column of texts that may be NULL. */
    public static ScanColumn text(String expression, String name) {
        return new ScanColumn(
                expression,
                new ColumnSpec(
                        name,
                        new ClickHouseType.Simple(TypeFamily.STRING),
                        new VarCharType(VarCharType.MAX_LENGTH)));
    }

    /** Returns whether a merge may change the value of a row that stays the same. */
    public boolean isMovedByMerges() {
        return MOVED_BY_MERGES.stream()
                .anyMatch(key -> expression.endsWith("(" + Identifiers.quote(key) + ")"));
    }

    /** Returns whether it is anything else than the column of its name. */
    public boolean isExpression() {
        return !expression.equals(Identifiers.quote(spec.name()));
    }

    /** Returns the expression with the name of the column. */
    public String selected() {
        return isExpression() ? expression + " AS " + Identifiers.quote(spec.name()) : expression;
    }
}
