// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import org.apache.flink.annotation.Internal;

/**
 * Declares the metrics of a reader of a table; {@code docs/generated/metrics.md} is written from
 * this list.
 */
@Internal
public enum ScanMetric {
    ROWS("numRecordsIn", "Counter", "Rows that the reader has emitted."),
    BYTES(
            "numBytesIn",
            "Counter",
            "Bytes of the blocks with these rows, decompressed, with hidden columns of their position."),
    READ_RETRIES(
            "readRetries",
            "Counter",
            "Queries sent again after a passing error. A growing count names a server in trouble.");

    private final String key;
    private final String kind;
    private final String description;

    ScanMetric(String key, String kind, String description) {
        this.key = key;
        this.kind = kind;
        this.description = description;
    }

    public String key() {
        return key;
    }

    String kind() {
        return kind;
    }

    String description() {
        return description;
    }
}
