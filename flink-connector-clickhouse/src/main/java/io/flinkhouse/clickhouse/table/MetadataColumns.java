// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.source.split.ScanColumn;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.Column.MetadataColumn;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;

import java.util.LinkedHashMap;
import java.util.Map;

/** The virtual columns of the server that a Flink table can declare as metadata columns. */
final class MetadataColumns {

    static final String BLOCK_NUMBER = "_block_number";
    static final String BLOCK_OFFSET = "_block_offset";

    private static final DataType TEXT = DataTypes.STRING().notNull();
    private static final DataType NUMBER = DataTypes.BIGINT().notNull();

    private static final Map<String, DataType> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("_part", TEXT);
        TYPES.put("_partition_id", TEXT);
        TYPES.put("_part_offset", NUMBER);
        TYPES.put(BLOCK_NUMBER, NUMBER);
        TYPES.put(BLOCK_OFFSET, NUMBER);
        TYPES.put("_table", TEXT);
        TYPES.put("_database", TEXT);
    }

    private MetadataColumns() {}

    /** Returns the types by key, in their order. */
    static Map<String, DataType> types() {
        return new LinkedHashMap<>(TYPES);
    }

    /** Returns the declared metadata columns with other keys, which are columns of the table. */
    static Map<String, DataType> others(ResolvedSchema declared) {
        Map<String, DataType> others = new LinkedHashMap<>();
        for (Column column : declared.getColumns()) {
            if (column instanceof MetadataColumn metadata) {
                String key = metadata.getMetadataKey().orElse(column.getName());
                if (!TYPES.containsKey(key)) {
                    others.put(key, column.getDataType());
                }
            }
        }
        return others;
    }

    /**
     * Returns the column of the scan.
     *
     * @param name its name in the result
     */
    static ScanColumn column(String key, String name) {
        return ScanColumn.virtual(key, name, TYPES.get(key).getLogicalType());
    }

    /** Returns the mistake that a table has no such column. */
    static String missing(String key, ScanRelation relation) {
        boolean block = key.equals(BLOCK_NUMBER) || key.equals(BLOCK_OFFSET);
        return "METADATA column '"
                + key
                + "': "
                + (block && relation.table().engine().isMergeTree()
                        ? "the rows have none. ALTER TABLE "
                                + relation.table().path()
                                + " MODIFY SETTING enable_block_number_column = 1,"
                                + " enable_block_offset_column = 1"
                        : "the engine "
                                + relation.table().engine().name()
                                + " has none. Leave the column out of the Flink table.");
    }
}
