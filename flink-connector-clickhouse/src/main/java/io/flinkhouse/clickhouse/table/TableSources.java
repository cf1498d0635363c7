// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Creates table sources with the abilities that the table and this version of Flink allow. */
final class TableSources {

    /** Flink 1.20 does not have this interface. */
    private static final boolean SHUFFLE =
            exists(
                    "org.apache.flink.table.connector.source.abilities"
                            + ".SupportsLookupCustomShuffle");

    private TableSources() {}

    private static boolean exists(String type) {
        try {
            Class.forName(type, false, TableSources.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Creates the source of a table, with aggregates if it has no DECIMAL. */
    static DynamicTableSource of(ObjectIdentifier name, SourceTable table, DataType rows) {
        if (hasDecimal(table.schema())) {
            return SHUFFLE
                    ? ShuffledTableSource.of(name, table, rows)
                    : new ClickHouseTableSource(name, table, rows);
        }
        return SHUFFLE
                ? ShuffledAggregatingTableSource.of(name, table, rows)
                : new AggregatingTableSource(name, table, rows);
    }

    private static boolean hasDecimal(LogicalType type) {
        return type.is(LogicalTypeRoot.DECIMAL)
                || type.getChildren().stream().anyMatch(TableSources::hasDecimal);
    }
}
