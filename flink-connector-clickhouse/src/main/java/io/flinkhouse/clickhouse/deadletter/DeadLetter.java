// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import org.apache.flink.annotation.Internal;

/**
 * One message or row that could not be stored, with what is needed to correct and resend it.
 *
 * @param time when the dead letter was made, in milliseconds since 1970
 * @param position the position in Kafka; null for rows from other sources
 * @param key bytes of the message's key
 * @param message bytes of the message, or a text of the row's values; null for a tombstone
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
        /** The format cannot read the message, or it lacks what the table declares. */
        BROKEN_MESSAGE("broken-message"),
        /** The same of the message's key. */
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
