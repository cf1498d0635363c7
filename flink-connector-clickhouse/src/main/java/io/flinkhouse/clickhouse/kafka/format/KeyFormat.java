// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * Decodes a message key and adds a last column with the raw bytes of the key.
 *
 * @param prefix the prefix of column names before the names of the key's fields
 */
record KeyFormat(
        DecodingFormat<DeserializationSchema<RowData>> users, ValidationRules rules, String prefix)
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
        return new TolerantDeserializer(
                new RawMessageDeserializer(
                        RestartingDeserializer.of(users.createRuntimeDecoder(context, rest)),
                        error,
                        context.createTypeInformation(physical)),
                new TolerantDeserializer.RowLayout(error, error + 1, 1, arity),
                new TolerantDeserializer.Requirements(
                        rules.hiding().contains(KeyOrValue.KEY)
                                ? EmptyResultPolicy.FINE
                                : EmptyResultPolicy.ALWAYS_FAULT,
                        rules.of(rest, prefix)));
    }
}
