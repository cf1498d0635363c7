// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** The format of a key, whose last column is filled with the bytes that the key was read from. */
record KeyFormat(DecodingFormat<DeserializationSchema<RowData>> users)
        implements DecodingFormat<DeserializationSchema<RowData>> {

    @Override
    public ChangelogMode getChangelogMode() {
        return users.getChangelogMode();
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physical) {
        int last = DataType.getFieldCount(physical) - 1;
        DataType rest = Projection.range(0, last).project(physical);
        return new MessageDeserializer(
                users.createRuntimeDecoder(context, rest),
                last,
                context.createTypeInformation(physical));
    }
}
