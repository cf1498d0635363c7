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
     * @param columns of the rows; more may follow them
     */
    public RowDeadLetters(List<ColumnSpec> columns) {
        this.text = new RowText(columns);
        this.message = new MessageColumns(columns);
    }

    /** A letter that holds the message of the row or, where it has none, the row itself as JSON. */
    public DeadLetter about(RowData row, long time, DeadLetter.DeadLetterKind kind, String error) {
        return new DeadLetter(
                time,
                kind,
                error,
                message.position(row),
                message.key(row),
                message.message(row)
                        .orElseGet(() -> text.of(row).getBytes(StandardCharsets.UTF_8)));
    }
}
