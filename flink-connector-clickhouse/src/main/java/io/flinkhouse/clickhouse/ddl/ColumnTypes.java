// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;

/** The Flink types of the server's columns, for tables that are both read and written. */
@Internal
public final class ColumnTypes {

    private ColumnTypes() {}

    /**
     * Returns the Flink type of a column: the one that its comment tells, else the natural one.
     *
     * @throws IllegalArgumentException naming the type, if it has no Flink type
     */
    public static LogicalType of(ColumnDescription column, ColumnComment comment) {
        return comment.type().orElseGet(() -> natural(stored(column), written(column)));
    }

    static ClickHouseType stored(ColumnDescription column) {
        return TypeParser.parse(column.type());
    }

    static ClickHouseType written(ColumnDescription column) {
        return column.computed() ? stored(column) : column.written();
    }

    /**
     * Returns whether the column is what the connector creates for a Flink type, apart from
     * Nullable, LowCardinality and time zone, and can be read and written with it.
     */
    static boolean created(LogicalType type, ClickHouseType stored, ClickHouseType written) {
        return comparable(TypeMapping.toClickHouse(type)).equals(comparable(stored))
                && TypeMapping.refusal(type, written).isEmpty()
                && (type.isNullable() || !TypeMapping.hasNull(stored));
    }

    private static ClickHouseType comparable(ClickHouseType type) {
        return TypeMapping.withoutZone(TypeMapping.plain(type));
    }

    /**
     * Returns the type that the mapping gives, nullable where a NULL may be written: it becomes the
     * DEFAULT of the column, an empty array, map or tuple.
     *
     * @param written the type that an INSERT may write
     */
    static LogicalType natural(ClickHouseType stored, ClickHouseType written) {
        LogicalType type = TypeMapping.toFlink(stored);
        boolean nullable =
                TypeMapping.hasNull(stored)
                        || TypeMapping.refusal(type.copy(true), written).isEmpty();
        return type.copy(nullable);
    }
}
