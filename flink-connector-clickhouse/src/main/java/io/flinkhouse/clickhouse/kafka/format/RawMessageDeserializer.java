// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.io.Serial;

/** Deserializes a message and adds its raw bytes to each row. */
final class RawMessageDeserializer extends ForwardingDeserializer {

    @Serial private static final long serialVersionUID = 1L;

    private final int position;
    private final TypeInformation<RowData> produced;

    /**
     * @param position of the bytes in the row
     */
    RawMessageDeserializer(
            DeserializationSchema<RowData> rows, int position, TypeInformation<RowData> produced) {
        super(rows);
        this.position = position;
        this.produced = produced;
    }

    @Override
    public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
        rows.deserialize(
                message, new Adding(message == null ? null : StringData.fromBytes(message), out));
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return produced;
    }

    private final class Adding implements Collector<RowData> {

        private final StringData message;
        private final Collector<RowData> out;

        Adding(StringData message, Collector<RowData> out) {
            this.message = message;
            this.out = out;
        }

        @Override
        public void collect(RowData row) {
            GenericRowData from = (GenericRowData) row;
            GenericRowData to = new GenericRowData(row.getRowKind(), row.getArity() + 1);
            for (int i = 0; i < position; i++) {
                to.setField(i, from.getField(i));
            }
            to.setField(position, message);
            for (int i = position; i < from.getArity(); i++) {
                to.setField(i + 1, from.getField(i));
            }
            out.collect(to);
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
