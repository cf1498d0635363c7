// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import org.apache.flink.annotation.Internal;

/**
 * Declares the metrics of a sink writer; {@code docs/generated/metrics.md} is written from this
 * list.
 */
@Internal
public enum SinkMetric {
    ROWS_SENT(
            "numRecordsSend",
            "Counter",
            Exists.ALWAYS,
            "Rows that the server has acknowledged. With exactly-once, rows of complete blocks: the"
                    + " committer sends them once the checkpoint is complete."),
    BYTES_SENT(
            "numBytesSend",
            "Counter",
            Exists.ALWAYS,
            "Compressed bytes of the blocks with these rows, as they go over the network."),
    SEND_ERRORS(
            "numRecordsSendErrors",
            "Counter",
            Exists.ALWAYS,
            "Rows of inserts that failed for good. The job fails with the first of them. With"
                    + " exactly-once it stays 0, as the writer sends nothing; Flink shows it anyhow."),
    CURRENT_SEND_TIME(
            "currentSendTime",
            "Gauge",
            Exists.SENDING,
            "Milliseconds that the last acknowledged insert took, waits between attempts included."),
    INSERT_LATENCY(
            "insertLatency",
            "Histogram",
            Exists.SENDING,
            "Milliseconds per acknowledged insert, waits between attempts included."),
    BATCH_ROWS(
            "batchRows",
            "Histogram",
            Exists.ALWAYS,
            "Rows per insert. Few rows mean many parts to merge."),
    BATCH_BYTES("batchBytes", "Histogram", Exists.ALWAYS, "Uncompressed bytes per insert."),
    INSERT_RETRIES(
            "insertRetries",
            "Counter",
            Exists.SENDING,
            "Inserts sent again after a passing error. A growing count names a server in trouble."),
    REJECTED_ROWS(
            "rejectedRows",
            "Counter",
            Exists.ALWAYS,
            "Rows that a column of the table cannot hold."),
    IGNORED_CHANGES(
            "ignoredChanges",
            "Counter",
            Exists.IGNORING,
            "Changes without effect on the table: deletes by 'sink.delete-mode' = 'ignore', and"
                    + " rows before an update where the row after it says it all."),
    REFUSED(
            "refusedRows",
            "Counter",
            Exists.LEAVING_OUT,
            "Rows, or messages of a pass-through table, that the server refuses and"
                    + " 'sink.error-mode' leaves out. With exactly-once the committer counts them."),
    IN_FLIGHT_INSERTS(
            "inFlightInserts",
            "Gauge",
            Exists.SENDING,
            "Inserts in flight. At 'sink.in-flight' the server is the bottleneck."),
    SPOOLED_BYTES(
            "spooledBytes",
            "Gauge",
            Exists.SEALING,
            "Bytes of sealed blocks written to the spool since the start.");

    /** The sinks whose writers show a metric, because it can change there. */
    public enum Exists {
        ALWAYS("always"),
        SENDING("none, at-least-once"),
        SEALING("exactly-once"),
        LEAVING_OUT("none, at-least-once; unless 'sink.error-mode' = 'fail'"),
        IGNORING("sinks that ignore some kind of change");

        private final String text;

        Exists(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final String key;
    private final String kind;
    private final Exists exists;
    private final String description;

    SinkMetric(String key, String kind, Exists exists, String description) {
        this.key = key;
        this.kind = kind;
        this.exists = exists;
        this.description = description;
    }

    public String key() {
        return key;
    }

    String kind() {
        return kind;
    }

    public Exists exists() {
        return exists;
    }

    String description() {
        return description;
    }
}
