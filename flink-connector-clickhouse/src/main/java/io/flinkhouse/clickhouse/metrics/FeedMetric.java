// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import org.apache.flink.annotation.Internal;

/**
 * Declares the metrics of a table's Kafka source; {@code docs/generated/metrics.md} is written from
 * this list.
 */
@Internal
public enum FeedMetric {
    BROKEN_MESSAGES(
            "brokenMessages",
            "Counter",
            "Messages that the format cannot read, or that have no value for a NOT NULL column.");

    private final String key;
    private final String kind;
    private final String description;

    FeedMetric(String key, String kind, String description) {
        this.key = key;
        this.kind = kind;
        this.description = description;
    }

    public String key() {
        return key;
    }

    public String kind() {
        return kind;
    }

    public String description() {
        return description;
    }
}
