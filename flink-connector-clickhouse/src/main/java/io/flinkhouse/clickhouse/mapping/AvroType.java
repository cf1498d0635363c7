// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import org.apache.flink.table.types.logical.LogicalType;

/** The Flink type of an Avro type, and the converter of its values to Flink's internal form. */
record AvroType(LogicalType flinkType, ValueConverter converter) {

    /** Returns the error of an Avro type that no column can hold. */
    static IllegalArgumentException refused(ValueConverters.ColumnContext place, String why) {
        return new IllegalArgumentException("Cannot write " + place.name() + ": it " + why);
    }
}
