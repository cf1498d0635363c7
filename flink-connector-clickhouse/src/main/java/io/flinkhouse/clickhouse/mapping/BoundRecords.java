// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.function.SerializableFunction;

import java.util.List;

/**
 * A record mapping bound to columns.
 *
 * @param columns the columns of the rows, with the Flink types that the records need
 * @param records makes a record of a row
 * @param type the type of the records
 */
@Internal
public record BoundRecords<T>(
        List<ColumnSpec> columns,
        SerializableFunction<RowData, T> records,
        TypeInformation<T> type) {

    public BoundRecords {
        columns = List.copyOf(columns);
    }
}
