// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

/** The metrics of a sink writer; {@code docs/generated/metrics.md} is written from this list. */
enum SinkMetric {
    ROWS_SENT("numRecordsSend", "Counter", "Rows that the server has acknowledged."),
    BYTES_SENT(
            "numBytesSend",
            "Counter",
            "Bytes of acknowledged inserts as they went over the network, compressed."),
    SEND_ERRORS(
            "numRecordsSendErrors",
            "Counter",
            "Rows of inserts that failed for good. The job fails with the first of them."),
    CURRENT_SEND_TIME(
            "currentSendTime",
            "Gauge",
            "Milliseconds that the last acknowledged insert took, waits between attempts included."),
    INSERT_LATENCY(
            "insertLatency",
            "Histogram",
            "Milliseconds per acknowledged insert, waits between attempts included."),
    BATCH_ROWS("batchRows", "Histogram", "Rows per insert. Few rows mean many parts to merge."),
    BATCH_BYTES("batchBytes", "Histogram", "Uncompressed bytes per insert."),
    INSERT_RETRIES(
            "insertRetries",
            "Counter",
            "Inserts sent again after a passing error. A growing count names a server in trouble."),
    REJECTED_ROWS("rejectedRows", "Counter", "Rows that a column of the table cannot hold."),
    IGNORED_CHANGES(
            "ignoredChanges",
            "Counter",
            "Changes that left no trace in the table: deletes by 'sink.delete-mode' = 'ignore', and"
                    + " rows before an update where the row after it says it all."),
    REFUSED(
            "refusedRows",
            "Counter",
            "Rows, or messages of a pass-through table, that the server refuses and"
                    + " 'sink.error-mode' leaves out. With exactly-once the committer counts them."),
    IN_FLIGHT_INSERTS(
            "inFlightInserts",
            "Gauge",
            "Inserts that are on their way. At 'sink.in-flight' the server is the bottleneck."),
    SPOOLED_BYTES(
            "spooledBytes",
            "Gauge",
            "Exactly-once: bytes of sealed blocks written to the spool since the start.");

    private final String key;
    private final String kind;
    private final String description;

    SinkMetric(String key, String kind, String description) {
        this.key = key;
        this.kind = kind;
        this.description = description;
    }

    String key() {
        return key;
    }

    String kind() {
        return kind;
    }

    String description() {
        return description;
    }
}
