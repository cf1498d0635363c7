// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetter.DeadLetterKind;
import io.flinkhouse.clickhouse.deadletter.RowDeadLetters;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterWriter;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Handles rejected rows by writing dead letters. */
final class DeadLetterHandler implements RejectedRowHandler {

    private final DeadLetterWriter writer;
    private final RowDeadLetters deadLetters;

    DeadLetterHandler(DeadLetterWriter writer, List<ColumnSpec> columns) {
        this.writer = writer;
        this.deadLetters = new RowDeadLetters(columns);
    }

    @Override
    public void take(Object record, BadValueException reason)
            throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        writer.add(
                record instanceof RowData row
                        ? deadLetters.about(
                                row, now, DeadLetterKind.REJECTED_ROW, error(row, reason))
                        : deadLetter(record, now, reason));
    }

    /**
     * Prefixes the error with the row kind, so that the error tells whether the row was added or
     * deleted.
     */
    private static String error(RowData row, BadValueException reason) {
        return row.getRowKind() == RowKind.INSERT
                ? reason.getMessage()
                : row.getRowKind() + ": " + reason.getMessage();
    }

    private static DeadLetter deadLetter(Object record, long time, BadValueException reason) {
        return new DeadLetter(
                time,
                DeadLetterKind.REJECTED_ROW,
                reason.getMessage(),
                null,
                null,
                String.valueOf(record).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
