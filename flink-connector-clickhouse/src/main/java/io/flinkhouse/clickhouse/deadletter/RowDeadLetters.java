// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes dead letters from rows; metadata of a row's Kafka message is included. */
@Internal
public final class RowDeadLetters {

    private final RowText text;
    private final MessageColumns message;

    /**
     * Creates the factory.
     *
     * @param columns the columns of the rows; a row may have more fields
     */
    public RowDeadLetters(List<ColumnSpec> columns) {
        this.text = new RowText(columns);
        this.message = new MessageColumns(columns);
    }

    /**
     * Creates a dead letter with the Kafka message of the row or, if it has none, the row as JSON.
     */
    public DeadLetter about(RowData row, long time, DeadLetter.DeadLetterKind kind, String error) {
        return new DeadLetter(
                time,
                kind,
                error,
                message.position(row),
                message.key(row),
                message.message(row).orElseGet(() -> text.of(row).getBytes(StandardCharsets.UTF_8)),
                message.headers(row));
    }
}
