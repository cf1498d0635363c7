// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetter.Kind;
import io.flinkhouse.clickhouse.deadletter.RowLetters;
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
    private final RowLetters letters;

    DeadLetterHandler(DeadLetterWriter writer, List<ColumnSpec> columns) {
        this.writer = writer;
        this.letters = new RowLetters(columns);
    }

    @Override
    public void take(Object record, BadValueException reason)
            throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        writer.add(
                record instanceof RowData row
                        ? letters.about(row, now, Kind.REJECTED_ROW, error(row, reason))
                        : letter(record, now, reason));
    }

    /**
     * Prefixes the error with the row kind, so that a reader knows whether the row was added or
     * deleted.
     */
    private static String error(RowData row, BadValueException reason) {
        return row.getRowKind() == RowKind.INSERT
                ? reason.getMessage()
                : row.getRowKind() + ": " + reason.getMessage();
    }

    private static DeadLetter letter(Object record, long time, BadValueException reason) {
        return new DeadLetter(
                time,
                Kind.REJECTED_ROW,
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
