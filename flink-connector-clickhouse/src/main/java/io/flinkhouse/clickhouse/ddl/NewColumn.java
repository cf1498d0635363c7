// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.ddl;

import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.types.logical.LogicalType;

import java.io.Serializable;

/**
 * A column to create.
 *
 * @param text the user's comment, or empty
 */
@Internal
public record NewColumn(String name, LogicalType type, String text) implements Serializable {

    public static NewColumn of(Column column) {
        return new NewColumn(
                column.getName(),
                column.getDataType().getLogicalType(),
                column.getComment().orElse(""));
    }

    /**
     * Returns the definition for CREATE TABLE, ADD COLUMN and MODIFY COLUMN.
     *
     * @throws IllegalArgumentException naming the column, if its type has no ClickHouse type
     */
    public String definition() {
        String comment = comment();
        return Identifiers.quote(name)
                + " "
                + stored()
                + (comment.isEmpty() ? "" : " COMMENT " + Literals.quote(comment));
    }

    /** Returns the comment as the server stores it. */
    public String comment() {
        return ColumnComment.of(text, type, stored()).toString();
    }

    private ClickHouseType stored() {
        try {
            return TypeMapping.toClickHouse(type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Column '" + name + "': " + e.getMessage(), e);
        }
    }
}
