// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.flink.util.InstantiationUtil;

import java.io.IOException;
import java.io.Serial;
import java.util.List;

/**
 * Deserializes with a format that is created anew after a message that it cannot decode. Flink's
 * Avro formats need this: their decoder keeps the unread bytes of such a message, and would decode
 * them as the beginning of the next one.
 */
final class RestartingDeserializer implements DeserializationSchema<RowData> {

    @Serial private static final long serialVersionUID = 1L;

    /** Packages of formats that keep nothing of a message; a new format is not free. */
    private static final List<String> STATELESS =
            List.of(
                    "org.apache.flink.formats.json.",
                    "org.apache.flink.formats.csv.",
                    "org.apache.flink.formats.raw.",
                    "org.apache.flink.formats.protobuf.");

    private DeserializationSchema<RowData> format;
    private transient byte[] original;
    private transient InitializationContext context;

    private RestartingDeserializer(DeserializationSchema<RowData> format) {
        this.format = format;
    }

    /** Returns the format as it is if it keeps nothing of a message. */
    static DeserializationSchema<RowData> of(DeserializationSchema<RowData> format) {
        String name = format.getClass().getName();
        return STATELESS.stream().anyMatch(name::startsWith)
                ? format
                : new RestartingDeserializer(format);
    }

    @Override
    public void open(InitializationContext context) throws Exception {
        this.context = context;
        original = InstantiationUtil.serializeObject(format);
        format.open(context);
    }

    @Override
    public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
        try {
            format.deserialize(message, out);
        } catch (IOException | RuntimeException e) {
            restart(e);
            throw e;
        }
    }

    private void restart(Exception failure) {
        try {
            format =
                    InstantiationUtil.deserializeObject(
                            original, format.getClass().getClassLoader());
            format.open(context);
        } catch (Exception e) {
            failure.addSuppressed(e);
            throw new IllegalStateException(
                    "The format cannot be opened again after a message that it could not decode ("
                            + e.getMessage()
                            + "); set 'scan.error-mode' to 'fail' to see the message's own error",
                    failure);
        }
    }

    @Override
    public RowData deserialize(byte[] message) {
        throw new UnsupportedOperationException("A message may be any number of rows");
    }

    @Override
    public boolean isEndOfStream(RowData next) {
        return format.isEndOfStream(next);
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return format.getProducedType();
    }
}
