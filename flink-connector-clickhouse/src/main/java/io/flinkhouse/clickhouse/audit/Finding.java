// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.audit;

import org.apache.flink.annotation.Internal;

/**
 * One line of the result of an audit.
 *
 * @param partition null where the finding is of no single partition
 * @param from the first offset; null where the finding has none
 * @param to the last offset
 * @param count of rows, messages or offsets
 */
@Internal
public record Finding(
        FindingKind kind,
        String topic,
        Integer partition,
        Long from,
        Long to,
        long count,
        String reason) {

    /** What was found. */
    public enum FindingKind {
        /** The summary of a partition whose messages are all accounted for. */
        OK("ok"),
        /** The summary of a partition with missing messages or doubles. */
        NOT_OK("not ok"),
        MISSING("missing"),
        DOUBLE("double"),
        /** Offsets of the table that the topic does not have. */
        NOT_IN_TOPIC("not in topic"),
        /** Rows without a position. */
        NO_POSITION("no position"),
        DEAD_LETTER("dead letter"),
        /** Dead letters that do not say about which table they are. */
        UNNAMED_LETTER("dead letter of any table"),
        /** Dead letters about other tables. */
        OTHER_LETTER("dead letter of another table"),
        TOMBSTONE("tombstone"),
        ABORTED("aborted"),
        /** Offsets that hold no record. */
        NO_RECORD("no record"),
        /** Offsets that the topic has no longer. */
        EXPIRED("expired"),
        /** Messages behind the end of the audit. */
        NOT_AUDITED("not audited");

        private final String text;

        FindingKind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
