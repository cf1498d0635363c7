// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;

import java.io.Serializable;

/** A column of an INSERT: its ClickHouse name and type and the Flink type of its values. */
@Internal
public record ColumnSpec(String name, ClickHouseType type, LogicalType flinkType)
        implements Serializable {}
