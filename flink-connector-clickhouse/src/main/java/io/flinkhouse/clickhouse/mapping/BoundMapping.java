// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** A row mapping bound to the columns of its table. */
@Internal
public record BoundMapping<T>(List<ColumnSpec> columns, RowConverter<T> converter) {

    public BoundMapping {
        columns = List.copyOf(columns);
    }
}
