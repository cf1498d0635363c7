// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;

import java.io.Serial;

/** Deserializes with another deserializer; a subclass changes the message or its rows. */
abstract class ForwardingDeserializer implements DeserializationSchema<RowData> {

    @Serial private static final long serialVersionUID = 1L;

    DeserializationSchema<RowData> rows;

    ForwardingDeserializer(DeserializationSchema<RowData> rows) {
        this.rows = rows;
    }

    @Override
    public void open(InitializationContext context) throws Exception {
        rows.open(context);
    }

    @Override
    public final RowData deserialize(byte[] message) {
        throw new UnsupportedOperationException("A message may be any number of rows");
    }

    @Override
    public final boolean isEndOfStream(RowData next) {
        return false;
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return rows.getProducedType();
    }
}
