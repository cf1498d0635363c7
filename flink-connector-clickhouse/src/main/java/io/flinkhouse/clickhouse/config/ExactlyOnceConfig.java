// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * Settings of exactly-once delivery: spool path, fence column, policy for blocks in doubt.
 *
 * @param spoolPath directory of a Flink file system, shared by all TaskManagers, for sealed blocks
 * @param fenceColumn the hidden column that ties a row to its block; used where the table has it
 * @param inDoubt the policy for a block in doubt that neither ledger, fence nor window can decide
 * @param retention the time for which files of failed checkpoints and the ledger of committed
 *     blocks are kept
 */
@Internal
public record ExactlyOnceConfig(
        String spoolPath, String fenceColumn, InDoubtPolicy inDoubt, Duration retention)
        implements Serializable {

    public static final String DEFAULT_FENCE_COLUMN = "_flink_block";
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    /** Settings without a spool, for jobs that were never exactly-once. */
    public static final ExactlyOnceConfig NONE = at("");

    public ExactlyOnceConfig {
        Objects.requireNonNull(spoolPath, "spoolPath");
        Objects.requireNonNull(fenceColumn, "fenceColumn");
        Objects.requireNonNull(inDoubt, "inDoubt");
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException(
                    "'sink.exactly-once.retention' must be positive, not " + retention);
        }
    }

    /**
     * Checks that a spool path is set.
     *
     * @throws IllegalArgumentException if there is no spool path
     */
    public void requireSpool() {
        if (spoolPath.isBlank()) {
            throw new IllegalArgumentException(
                    "Exactly-once needs a directory for sealed blocks: set"
                            + " 'execution.checkpointing.dir', or"
                            + " 'sink.exactly-once.spool-path' to a directory that all"
                            + " TaskManagers share.");
        }
    }

    /** Returns the defaults with a spool path. */
    public static ExactlyOnceConfig at(String spoolPath) {
        return new ExactlyOnceConfig(
                spoolPath, DEFAULT_FENCE_COLUMN, InDoubtPolicy.FAIL, DEFAULT_RETENTION);
    }

    public ExactlyOnceConfig withSpoolPath(String path) {
        return new ExactlyOnceConfig(path, fenceColumn, inDoubt, retention);
    }

    public ExactlyOnceConfig withFenceColumn(String name) {
        return new ExactlyOnceConfig(spoolPath, name, inDoubt, retention);
    }

    public ExactlyOnceConfig with(InDoubtPolicy choice) {
        return new ExactlyOnceConfig(spoolPath, fenceColumn, choice, retention);
    }

    public ExactlyOnceConfig withRetention(Duration duration) {
        return new ExactlyOnceConfig(spoolPath, fenceColumn, inDoubt, duration);
    }
}
