// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.FactoryUtil.TableFactoryHelper;

/** The parts of a message that have a format: key and value. */
enum KeyOrValue {
    KEY {
        @Override
        DecodingFormat<DeserializationSchema<RowData>> format(TableFactoryHelper table) {
            return table.discoverDecodingFormat(DeserializationFormatFactory.class, KEY_FORMAT);
        }
    },
    VALUE {
        @Override
        DecodingFormat<DeserializationSchema<RowData>> format(TableFactoryHelper table) {
            Class<DeserializationFormatFactory> kind = DeserializationFormatFactory.class;
            return table.discoverOptionalDecodingFormat(kind, FactoryUtil.FORMAT)
                    .orElseGet(() -> table.discoverDecodingFormat(kind, VALUE_FORMAT));
        }
    };

    static final ConfigOption<String> KEY_FORMAT = format("key.format");
    static final ConfigOption<String> VALUE_FORMAT = format("value.format");

    /** Returns the option prefix of this part. */
    String prefix() {
        return this == VALUE ? "value." : "key.";
    }

    /** Returns the user's format of this part. */
    abstract DecodingFormat<DeserializationSchema<RowData>> format(TableFactoryHelper table);

    private static ConfigOption<String> format(String name) {
        return ConfigOptions.key(name).stringType().noDefaultValue();
    }
}
