// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.kafka.format.RowConstraint;
import io.flinkhouse.clickhouse.kafka.format.ValidationRules;
import io.flinkhouse.clickhouse.kafka.format.ValueConstraint;

import org.apache.flink.table.catalog.Column.MetadataColumn;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The constraints of a table's metadata columns that the Kafka connector does not guarantee. */
record DeclaredMetadata(List<Declared> columns) {

    private record Declared(String key, String column, LogicalType type) {

        boolean canBeBroken() {
            return !type.isNullable() || ValueConstraint.of(type, true).isPresent();
        }
    }

    /**
     * @param readable the types of the connector's metadata, by key
     */
    static DeclaredMetadata of(ResolvedSchema schema, Map<String, DataType> readable) {
        return new DeclaredMetadata(
                schema.getColumns().stream()
                        .filter(MetadataColumn.class::isInstance)
                        .map(column -> declared((MetadataColumn) column, readable))
                        .filter(Objects::nonNull)
                        .filter(Declared::canBeBroken)
                        .toList());
    }

    private static Declared declared(MetadataColumn column, Map<String, DataType> readable) {
        String key = column.getMetadataKey().orElse(column.getName());
        DataType given = readable.get(key);
        if (given == null) {
            return null; // the planner rejects this column
        }
        LogicalType wanted = column.getDataType().getLogicalType();
        LogicalType is = given.getLogicalType();
        LogicalType type = wanted.is(is.getTypeRoot()) ? wanted : is;
        boolean mayBeNull = wanted.isNullable() || !is.isNullable();
        return new Declared(key, column.getName(), type.copy(mayBeNull));
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    RowConstraint in(ReadColumns rows, ValidationRules strictness) {
        return strictness.of(
                columns.stream()
                        .map(
                                column ->
                                        RowConstraint.CheckedField.of(
                                                rows.position(column.key),
                                                column.column,
                                                column.type))
                        .toList());
    }
}
