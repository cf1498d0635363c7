// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;

import java.util.List;
import java.util.Optional;

/** Chooses the columns of a scan by a Flink row type. */
@Internal
public final class ScanColumns {

    private ScanColumns() {}

    /**
     * Returns the columns of a table that have the names of the fields.
     *
     * @throws IllegalArgumentException if a column is missing, or the Flink type cannot hold its
     *     values
     */
    public static List<ScanColumn> of(TableDescription table, RowType rows) {
        return of(table.columns(), table.timeZone(), rows);
    }

    /**
     * Returns the columns that have the names of the fields.
     *
     * @param zone the zone of columns that name none
     * @throws IllegalArgumentException if a column is missing, or the Flink type cannot hold its
     *     values
     */
    public static List<ScanColumn> of(List<ColumnDescription> columns, String zone, RowType rows) {
        return rows.getFields().stream().map(field -> column(columns, zone, field)).toList();
    }

    private static ScanColumn column(List<ColumnDescription> columns, String zone, RowField field) {
        ColumnDescription column =
                columns.stream()
                        .filter(known -> known.name().equals(field.getName()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "there is no column '"
                                                        + field.getName()
                                                        + "'; name one that the table has"));
        ClickHouseType stored = stored(column, zone);
        ClickHouseType read = TypeMapping.readable(stored);
        refuse(field, read);
        return new ScanColumn(
                expression(Identifiers.quote(field.getName()), stored, read),
                new ColumnSpec(field.getName(), read, field.getType()));
    }

    /**
     * Returns the type of a column.
     *
     * @param zone the zone of columns that name none
     * @throws IllegalArgumentException if this connector does not know the type
     */
    public static ClickHouseType stored(ColumnDescription column, String zone) {
        return TypeMapping.inZone(TypeParser.parse(column.type()), zone);
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
                : "CAST(" + column + ", " + Literals.quote(read.toString()) + ")";
    }
}
