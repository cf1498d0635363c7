// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** As {@link KeyFormat}; before the bytes stands why the key cannot be read. */
record GuardedKeyFormat(DecodingFormat<DeserializationSchema<RowData>> users)
        implements DecodingFormat<DeserializationSchema<RowData>> {

    @Override
    public ChangelogMode getChangelogMode() {
        return users.getChangelogMode();
    }

    @Override
    public DeserializationSchema<RowData> createRuntimeDecoder(
            DynamicTableSource.Context context, DataType physical) {
        int arity = DataType.getFieldCount(physical);
        int error = arity - 2;
        DataType rest = Projection.range(0, error).project(physical);
        return new GuardedDeserializer(
                new MessageDeserializer(
                        users.createRuntimeDecoder(context, rest),
                        error,
                        context.createTypeInformation(physical)),
                new GuardedDeserializer.Place(error, 1, arity),
                Rowless.ALWAYS_FAULT);
    }
}
