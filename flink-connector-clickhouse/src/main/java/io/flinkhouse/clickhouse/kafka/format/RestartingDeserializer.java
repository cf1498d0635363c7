// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
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
final class RestartingDeserializer extends ForwardingDeserializer {

    @Serial private static final long serialVersionUID = 1L;

    /** Packages of formats that keep nothing of a message; a new format is not free. */
    private static final List<String> STATELESS =
            List.of(
                    "org.apache.flink.formats.json.",
                    "org.apache.flink.formats.csv.",
                    "org.apache.flink.formats.raw.",
                    "org.apache.flink.formats.protobuf.");

    private transient byte[] original;
    private transient InitializationContext context;
    private transient boolean failed;

    private RestartingDeserializer(DeserializationSchema<RowData> format) {
        super(format);
    }

    /** Returns the format as it is if it keeps nothing of a message. */
    static DeserializationSchema<RowData> of(DeserializationSchema<RowData> format) {
        String name = format.getClass().getName();
        return STATELESS.stream().anyMatch(name::startsWith)
                ? format
                : new RestartingDeserializer(format);
    }

    /** The format cannot be opened again, so that it cannot decode any later message. */
    static final class FormatRestartException extends IOException {

        @Serial private static final long serialVersionUID = 1L;

        private FormatRestartException(String format, Exception cause) {
            super(
                    format
                            + " cannot be opened again after a message that it could not decode: "
                            + FormatErrors.reason(cause)
                            + ". It cannot decode this and later messages; check what the format"
                            + " needs when a job starts, then start the job from its last"
                            + " checkpoint",
                    cause);
        }
    }

    @Override
    public void open(InitializationContext context) throws Exception {
        this.context = context;
        original = InstantiationUtil.serializeObject(rows);
        super.open(context);
    }

    @Override
    public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
        if (failed) {
            restart();
        }
        failed = true;
        rows.deserialize(message, out);
        failed = false;
    }

    private void restart() throws FormatRestartException {
        try {
            rows = InstantiationUtil.deserializeObject(original, rows.getClass().getClassLoader());
            super.open(context);
        } catch (Exception e) {
            throw new FormatRestartException(rows.getClass().getName(), e);
        }
    }
}
