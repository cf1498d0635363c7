// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;

import java.util.Set;

/** Creates {@link RawMessageFormat} for the Kafka connector; users do not choose it by name. */
@Internal
public final class RawMessageFormatFactory implements DeserializationFormatFactory {

    @Override
    public String factoryIdentifier() {
        return FormatOptions.RAW_FORMAT;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(FormatOptions.PART);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
            DynamicTableFactory.Context table, ReadableConfig options) {
        if (table instanceof MessageContext messages) {
            KeyOrValue part = options.get(FormatOptions.PART);
            return switch (part) {
                case KEY ->
                        new KeyFormat(
                                messages.format(part), messages.rules(), messages.keyPrefix());
                case VALUE -> new RawMessageFormat(messages.format(part), messages.rules());
            };
        }
        throw new ValidationException(
                "'"
                        + FormatOptions.RAW_FORMAT
                        + "' is an internal format of 'clickhouse' tables; use the format of"
                        + " the messages, such as 'json'.");
    }
}
