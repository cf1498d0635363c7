// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.time.Duration;

/**
 * Limits of a batch: rows, bytes and age. The first limit that is reached, or a checkpoint, ends
 * the batch.
 */
@Internal
public record BatchConfig(int maxRows, long maxBytes, Duration interval) implements Serializable {

    /**
     * The maximum rows of a batch; above it the server would split an insert into several blocks.
     */
    public static final int ROWS_LIMIT = 1_000_000;

    public static final long BYTES_LIMIT = 256L << 20;

    public static final BatchConfig DEFAULT =
            new BatchConfig(500_000, 32L << 20, Duration.ofSeconds(5));

    public BatchConfig {
        Require.that(
                maxRows > 0 && maxRows <= ROWS_LIMIT,
                "sink.flush.max-rows",
                maxRows,
                "a number of rows from 1 to " + ROWS_LIMIT);
        Require.that(
                maxBytes > 0 && maxBytes <= BYTES_LIMIT,
                "sink.flush.max-bytes",
                maxBytes + " bytes",
                "a size from 1 byte to " + (BYTES_LIMIT >> 20) + " mb");
        Require.positive(interval, "sink.flush.interval");
    }

    public BatchConfig withMaxRows(int rows) {
        return new BatchConfig(rows, maxBytes, interval);
    }

    public BatchConfig withMaxBytes(long bytes) {
        return new BatchConfig(maxRows, bytes, interval);
    }

    public BatchConfig withInterval(Duration wait) {
        return new BatchConfig(maxRows, maxBytes, wait);
    }
}
