// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;

/**
 * Reads JSON behind the prefix that the JSON Schema serializer of a schema registry writes: a zero
 * and the schema's id, five bytes. A format that reads the prefix itself gets the whole message.
 */
final class RegistryPrefix extends ForwardingDeserializer {

    @Serial private static final long serialVersionUID = 1L;

    private static final int LENGTH = 5;

    private transient boolean stripped;

    RegistryPrefix(DeserializationSchema<RowData> rows) {
        super(rows);
    }

    /** Returns what to do about a message that has the prefix; an empty text for others. */
    static String advice(byte[] message) {
        return hasPrefix(message)
                ? "The message begins with 0 and 4 more bytes, as serializers of a schema registry"
                        + " write it, and this format does not read that: use avro-confluent for"
                        + " Avro, json for JSON Schema, and for Protobuf a producer that writes it"
                        + " without the registry. "
                : "";
    }

    private static boolean hasPrefix(byte[] message) {
        return message != null && message.length > LENGTH && message[0] == 0;
    }

    private static boolean hasJson(byte[] message) {
        return hasPrefix(message) && (message[LENGTH] == '{' || message[LENGTH] == '[');
    }

    @Override
    public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
        if (!hasJson(message)) {
            rows.deserialize(message, out);
        } else if (stripped) {
            rows.deserialize(behind(message), out);
        } else {
            try {
                rows.deserialize(message, out);
            } catch (IOException | RuntimeException e) {
                if (!stripped(message, out)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Reads what is behind the prefix; if the format can, then for all later messages too, because
     * a format reads the prefix always or never.
     */
    private boolean stripped(byte[] message, Collector<RowData> out) {
        try {
            rows.deserialize(behind(message), out);
            stripped = true;
        } catch (IOException | RuntimeException e) {
            return false; // the first error names the fault of the whole message
        }
        return true;
    }

    private static byte[] behind(byte[] message) {
        return Arrays.copyOfRange(message, LENGTH, message.length);
    }
}
