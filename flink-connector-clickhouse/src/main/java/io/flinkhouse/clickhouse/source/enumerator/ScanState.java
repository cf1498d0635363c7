// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.ScanPlan;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/**
 * The state of a scan in a checkpoint.
 *
 * @param plan the plan with the splits that no reader has; empty before the scan is planned
 * @param cursors from where inserted rows are read; empty before it is planned, and if the scan
 *     ends
 */
@Internal
public record ScanState(Optional<ScanPlan> plan, Optional<BlockCursors> cursors) {

    /** The state of a scan that is not planned yet. */
    public static final ScanState NEW = new ScanState(Optional.empty());

    /** The state of a scan that ends. */
    public ScanState(Optional<ScanPlan> plan) {
        this(plan, Optional.empty());
    }
}
