// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;

/**
 * A message or row that could not be stored, with its error and origin, so that it can be corrected
 * and sent again.
 *
 * @param time the time of its creation, in milliseconds since 1970
 * @param position the position in Kafka; null for rows from other sources
 * @param key the bytes of the message's key; null if it has none
 * @param message the bytes of the message, or the row as text; null for a tombstone
 * @param headers of the message; none if they are not known
 */
@Internal
public record DeadLetter(
        long time,
        DeadLetterKind kind,
        String error,
        Position position,
        byte[] key,
        byte[] message,
        Headers headers) {

    /** The names and the values of a message's headers, in the same order. */
    public record Headers(ArrayData names, ArrayData values) {

        public static final Headers NONE =
                new Headers(
                        new GenericArrayData(new Object[0]), new GenericArrayData(new Object[0]));
    }

    /** Creates a dead letter of a message or row without headers. */
    public DeadLetter(
            long time,
            DeadLetterKind kind,
            String error,
            Position position,
            byte[] key,
            byte[] message) {
        this(time, kind, error, position, key, message, Headers.NONE);
    }

    /** The position of a message in Kafka. */
    public record Position(String topic, int partition, long offset) {}

    /** The kind of a dead letter; the column {@code kind} holds the text. */
    public enum DeadLetterKind {
        /**
         * The format cannot decode the message, or the message has no value for a NOT NULL column.
         */
        BROKEN_MESSAGE("broken-message"),
        /**
         * The format of the key cannot decode the message's key, or the key has no value for a NOT
         * NULL column.
         */
        BROKEN_KEY("broken-key"),
        /** A column of the table cannot hold a value of the row. */
        REJECTED_ROW("rejected-row"),
        /** The server refuses the row. */
        REFUSED_BY_SERVER("refused-by-server");

        private final String text;

        DeadLetterKind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
