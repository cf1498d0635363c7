// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Appends a number to each Avro message, which its last field must return. Flink's decoder would
 * keep bytes behind the record, and take them for the beginning of the next message. The number
 * stays in the row, behind the fields of its type, because to copy the row would cost more.
 */
final class MarkedDeserializer extends ForwardingDeserializer {

    @Serial private static final long serialVersionUID = 1L;

    private static final int MAX_BYTES = 10;

    private final TypeInformation<RowData> produced;
    private transient long marker;
    private transient byte[] encoded;

    /**
     * @param rows returns one row per message, whose last field is a number
     * @param produced the type of the row without this field
     */
    MarkedDeserializer(DeserializationSchema<RowData> rows, TypeInformation<RowData> produced) {
        super(rows);
        this.produced = produced;
    }

    @Override
    public void open(InitializationContext context) throws Exception {
        super.open(context);
        marker = ThreadLocalRandom.current().nextLong(); // no message can contain it on purpose
        encoded = encode(marker);
    }

    @Override
    public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
        if (message == null) {
            return;
        }
        byte[] marked = Arrays.copyOf(message, message.length + encoded.length);
        System.arraycopy(encoded, 0, marked, message.length, encoded.length);
        RowData row = rows.deserialize(marked);
        if (row.getLong(row.getArity() - 1) != marker) {
            throw new IOException(
                    "The record of the columns ends before the last of the "
                            + message.length
                            + " bytes, or behind it; declare all fields of the schema that the"
                            + " message was written with, in their order");
        }
        out.collect(row);
    }

    /** Encodes a number as Avro's long: zigzag, seven bits in a byte, the lowest first. */
    private static byte[] encode(long number) {
        byte[] bytes = new byte[MAX_BYTES];
        int length = 0;
        long rest = (number << 1) ^ (number >> (Long.SIZE - 1));
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return produced;
    }
}
