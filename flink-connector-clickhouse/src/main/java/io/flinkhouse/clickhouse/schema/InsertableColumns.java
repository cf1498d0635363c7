// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.annotation.Internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The columns of a table that an INSERT may name.
 *
 * @param types the types of the columns that an INSERT may name and that have a Flink type, in the
 *     order of the table; a date-time column without a time zone has the server's, a column with a
 *     DEFAULT is nullable
 * @param others the reason for each other column, by name
 */
@Internal
public record InsertableColumns(Map<String, ClickHouseType> types, Map<String, String> others) {

    public static InsertableColumns of(TableDescription target) {
        Map<String, ClickHouseType> types = new LinkedHashMap<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (ColumnDescription column : target.columns()) {
            if (column.computed()) {
                others.put(column.name(), column.defaultKind() + ", so the server computes it");
                continue;
            }
            try {
                ClickHouseType type = column.written();
                TypeMapping.toFlink(type);
                types.put(column.name(), TypeMapping.inZone(type, target.timeZone()));
            } catch (IllegalArgumentException e) {
                others.put(
                        column.name(),
                        column.type() + ", which cannot be written: " + e.getMessage());
            }
        }
        return new InsertableColumns(types, others);
    }

    public ClickHouseType type(String column) {
        ClickHouseType type = types.get(column);
        if (type != null) {
            return type;
        }
        String other = others.get(column);
        throw new IllegalArgumentException(
                other == null
                        ? "there is no column '"
                                + column
                                + "'; name one of "
                                + String.join(", ", types.keySet())
                        : "column '" + column + "' is " + other + "; leave it out");
    }
}
