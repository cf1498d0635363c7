// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.Column.MetadataColumn;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a Flink table that an INSERT fills, in the order of the rows: physical columns,
 * then metadata columns that are not VIRTUAL. In ClickHouse both are columns of these names.
 *
 * @param metadata the types of the metadata columns by key, the planner's name for them
 * @param primaryKey empty if there is none
 */
record SinkColumns(RowType schema, Map<String, DataType> metadata, List<String> primaryKey) {

    static SinkColumns of(ResolvedCatalogTable table) {
        if (table.isPartitioned()) {
            throw new ValidationException(
                    "PARTITIONED BY ("
                            + String.join(", ", table.getPartitionKeys())
                            + ") is not supported: the ClickHouse table defines partitions."
                            + " Remove it from the Flink table.");
        }
        List<RowField> fields = new ArrayList<>();
        List<RowField> last = new ArrayList<>();
        Map<String, DataType> metadata = new LinkedHashMap<>();
        for (Column column : table.getResolvedSchema().getColumns()) {
            RowField field = new RowField(column.getName(), column.getDataType().getLogicalType());
            if (column.isPhysical()) {
                fields.add(field);
            } else if (column.isPersisted() && column instanceof MetadataColumn written) {
                last.add(field);
                String key = written.getMetadataKey().orElse(column.getName());
                if (metadata.put(key, column.getDataType()) != null) {
                    throw new ValidationException(
                            "Two columns are METADATA FROM '"
                                    + key
                                    + "'. Keep one of them as METADATA, and make the other a"
                                    + " computed column.");
                }
            }
        }
        fields.addAll(last);
        List<String> primaryKey =
                table.getResolvedSchema()
                        .getPrimaryKey()
                        .map(UniqueConstraint::getColumns)
                        .orElse(List.of());
        return new SinkColumns(new RowType(false, fields), metadata, primaryKey);
    }
}
