// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.SelectStatement;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds the SELECT of a scan.
 *
 * @param columns the columns of the result, with the types that they have in a block
 * @param query the SELECT
 */
@Internal
public record ScanQuery(SelectStatement select, List<ColumnSpec> columns, String query)
        implements Serializable {

    /**
     * @param where a condition in the server's SQL
     * @param rows the requested columns, by name
     * @throws IllegalArgumentException if a column is missing, or the Flink type cannot hold its
     *     values
     */
    public static ScanQuery of(TableDescription table, String where, RowType rows) {
        SelectStatement select =
                new SelectStatement(table.path(), table.engine().takesFinal(), where);
        List<ColumnSpec> columns = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        for (RowField field : rows.getFields()) {
            ClickHouseType stored = stored(table, field.getName());
            ClickHouseType read = TypeMapping.readable(stored);
            refuse(field, read);
            columns.add(new ColumnSpec(field.getName(), read, field.getType()));
            expressions.add(expression(Identifiers.quote(field.getName()), stored, read));
        }
        return new ScanQuery(select, columns, select.of(expressions));
    }

    private static ClickHouseType stored(TableDescription table, String name) {
        ColumnDescription column =
                table.column(name)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "there is no column '" + name + "'"));
        return TypeMapping.inZone(TypeParser.parse(column.type()), table.timeZone());
    }

    private static void refuse(RowField field, ClickHouseType type) {
        Optional<String> refusal = TypeMapping.refusal(field.getType().copy(false), type);
        if (refusal.isPresent()) {
            throw new IllegalArgumentException(
                    "column '" + field.getName() + "': " + refusal.get());
        }
    }

    /** Returns the column, with a CAST to text for types that the block decoder cannot read. */
    private static String expression(String column, ClickHouseType stored, ClickHouseType read) {
        return read.equals(stored)
                ? column
                : "CAST(" + column + ", " + Literals.quote(read.toString()) + ") AS " + column;
    }
}
