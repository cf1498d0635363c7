// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import org.apache.flink.table.types.logical.LogicalType;

/** What an Avro type is in Flink, and what turns its values into Flink's internal form. */
record AvroType(LogicalType flinkType, ValueConverter converter) {}
