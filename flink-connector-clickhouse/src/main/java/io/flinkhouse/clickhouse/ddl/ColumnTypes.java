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
     * Returns the Flink type of a column: the one that its comment tells, if the column can still
     * be read and written with it, else the natural one.
     *
     * @throws IllegalArgumentException naming the type, if it has no Flink type
     */
    public static LogicalType of(ColumnDescription column, ColumnComment comment) {
        ClickHouseType stored = TypeParser.parse(column.type());
        ClickHouseType written = column.computed() ? stored : column.written();
        return comment.type()
                .filter(told -> fits(told, stored, written))
                .orElseGet(() -> natural(stored, written));
    }

    private static boolean fits(LogicalType told, ClickHouseType stored, ClickHouseType written) {
        return TypeMapping.refusal(told, written).isEmpty()
                && TypeMapping.refusal(told.copy(false), TypeMapping.readable(stored)).isEmpty()
                && (told.isNullable() || !TypeMapping.hasNull(stored));
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
