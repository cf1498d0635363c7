// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.util.Collector;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deserializes messages; a message that the format cannot decode becomes one row that holds the
 * error instead of values. It emits all rows of a message or none.
 */
final class TolerantDeserializer extends ForwardingDeserializer {

    @Serial private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final Requirements requirements;
    private transient CollectedRows held;

    TolerantDeserializer(
            DeserializationSchema<RowData> rows, RowLayout layout, Requirements requirements) {
        super(rows);
        this.layout = layout;
        this.requirements = requirements;
    }

    /** The requirements for a message that the format can decode. */
    record Requirements(EmptyResultPolicy emptyResult, RowConstraint values)
            implements Serializable {}

    /**
     * The position of the error in a row.
     *
     * @param message the position of the bytes of a broken message, or -1
     * @param added the number of added columns: the error, or error and bytes
     * @param arity the number of all columns
     */
    record RowLayout(int error, int message, int added, int arity) implements Serializable {

        GenericRowData broken(byte[] bytes, String fault) {
            GenericRowData row = new GenericRowData(arity);
            row.setField(error, StringData.fromString(fault));
            if (message >= 0 && bytes != null) {
                row.setField(message, StringData.fromBytes(bytes));
            }
            return row;
        }

        /** Takes the columns of the row; it may have more fields. */
        GenericRowData valid(GenericRowData from) {
            GenericRowData row = new GenericRowData(from.getRowKind(), arity);
            for (int i = 0; i < arity - added; i++) {
                row.setField(i < error ? i : i + added, from.getField(i));
            }
            return row;
        }
    }

    @Override
    public void open(InitializationContext context) throws Exception {
        super.open(context);
        held = new CollectedRows();
    }

    @Override
    public void deserialize(byte[] message, Collector<RowData> out) throws IOException {
        held.rows.clear();
        try {
            rows.deserialize(message, held);
        } catch (IOException | RuntimeException e) {
            if (!FormatErrors.isOnMessage(e)) {
                throw e;
            }
            out.collect(
                    layout.broken(
                            message, RegistryPrefix.advice(message) + FormatErrors.reason(e)));
            return;
        }
        Optional<String> fault = fault(message);
        if (fault.isPresent()) {
            out.collect(layout.broken(message, fault.get()));
            return;
        }
        for (RowData row : held.rows) {
            out.collect(layout.valid((GenericRowData) row));
        }
    }

    private Optional<String> fault(byte[] message) {
        if (held.rows.isEmpty()) {
            return requirements.emptyResult.fault(message);
        }
        for (RowData row : held.rows) {
            Optional<String> fault = requirements.values.fault(row);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** Buffers the rows of one message until all of them are valid. */
    private static final class CollectedRows implements Collector<RowData> {

        private final List<RowData> rows = new ArrayList<>();

        @Override
        public void collect(RowData row) {
            rows.add(row);
        }

        @Override
        public void close() {}
    }
}
