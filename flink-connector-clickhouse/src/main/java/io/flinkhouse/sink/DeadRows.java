// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.BadValueException;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.deadletter.DeadLetter;
import io.flinkhouse.sink.outbox.Outbox;

import org.apache.flink.table.data.RowData;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes dead letters of rows; what a row has of its Kafka message is used. */
final class DeadRows implements RejectedRows {

    private final Outbox outbox;
    private final RowText text;
    private final MessageColumns message;

    DeadRows(Outbox outbox, List<ColumnSpec> columns) {
        this.outbox = outbox;
        this.text = new RowText(columns);
        this.message = new MessageColumns(columns);
    }

    @Override
    public void take(Object record, BadValueException reason)
            throws IOException, InterruptedException {
        outbox.add(record instanceof RowData row ? letter(row, reason) : letter(record, reason));
    }

    private DeadLetter letter(RowData row, BadValueException reason) {
        return new DeadLetter(
                System.currentTimeMillis(),
                DeadLetter.Kind.REJECTED_ROW,
                reason.getMessage(),
                message.position(row),
                message.key(row),
                message.message(row).orElseGet(() -> utf8(text.of(row))));
    }

    private static DeadLetter letter(Object record, BadValueException reason) {
        return new DeadLetter(
                System.currentTimeMillis(),
                DeadLetter.Kind.REJECTED_ROW,
                reason.getMessage(),
                null,
                null,
                utf8(String.valueOf(record)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        outbox.flush();
    }

    @Override
    public void close() {
        outbox.close();
    }
}
