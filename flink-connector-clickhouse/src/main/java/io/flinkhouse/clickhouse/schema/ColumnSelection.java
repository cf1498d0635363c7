// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.schema;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selects the columns that an INSERT writes, their order and their types. */
@FunctionalInterface
@Internal
public interface ColumnSelection extends Serializable {

    /**
     * @param nullFails whether a NULL that the table cannot hold fails the job; else its row is
     *     rejected, and columns may be nullable in Flink only
     * @throws IllegalArgumentException if the table does not have them
     */
    List<ColumnSpec> resolve(TableInquiry inquiry, boolean nullFails) throws IOException;

    /** Returns columns that are known from planning, without a request. */
    static ColumnSelection known(List<ColumnSpec> columns) {
        ArrayList<ColumnSpec> copy = new ArrayList<>(columns);
        return (inquiry, nullFails) -> copy;
    }

    /** Returns a selection of all columns that an INSERT may name, in the order of the table. */
    static ColumnSelection all() {
        return (inquiry, nullFails) -> {
            List<ColumnSpec> columns = new ArrayList<>();
            InsertableColumns.of(inquiry.target())
                    .types()
                    .forEach((name, type) -> columns.add(natural(name, type)));
            return columns;
        };
    }

    /** Returns a selection of the named columns, in this order. */
    static ColumnSelection named(List<String> names) {
        ArrayList<String> copy = new ArrayList<>(names);
        return (inquiry, nullFails) -> {
            InsertableColumns target = InsertableColumns.of(inquiry.target());
            return copy.stream().map(name -> natural(name, target.type(name))).toList();
        };
    }

    /**
     * Returns a selection of the columns of a Flink schema, in its order; their ClickHouse types
     * are read from the server.
     */
    static ColumnSelection ofSchema(RowType schema) {
        return (inquiry, nullFails) -> {
            InsertableColumns target = InsertableColumns.of(inquiry.target());
            return schema.getFields().stream()
                    .map(field -> fitting(field, target, nullFails))
                    .toList();
        };
    }

    private static ColumnSpec natural(String name, ClickHouseType type) {
        return new ColumnSpec(name, type, TypeMapping.toFlink(type));
    }

    private static ColumnSpec fitting(
            RowType.RowField field, InsertableColumns target, boolean nullFails) {
        ClickHouseType type = target.type(field.getName());
        LogicalType values = nullFails ? field.getType() : field.getType().copy(false);
        Optional<String> refusal = TypeMapping.refusal(values, type);
        if (refusal.isPresent()) {
            throw new IllegalArgumentException(
                    "column '" + field.getName() + "': " + refusal.get());
        }
        return new ColumnSpec(field.getName(), type, field.getType());
    }
}
