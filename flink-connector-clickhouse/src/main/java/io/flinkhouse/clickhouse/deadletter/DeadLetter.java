// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import org.apache.flink.annotation.Internal;

/**
 * A message or row that could not be stored, with its error and origin, so that it can be corrected
 * and sent again.
 *
 * @param time the time of its creation, in milliseconds since 1970
 * @param position the position in Kafka; null for rows from other sources
 * @param key the bytes of the message's key; null if it has none
 * @param message the bytes of the message, or the row as text; null for a tombstone
 */
@Internal
public record DeadLetter(
        long time,
        DeadLetterKind kind,
        String error,
        Position position,
        byte[] key,
        byte[] message) {

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
