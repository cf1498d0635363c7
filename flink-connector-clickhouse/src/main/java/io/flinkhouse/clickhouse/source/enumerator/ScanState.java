// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.source.split.ScanPlan;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/**
 * The state of a scan in a checkpoint.
 *
 * @param plan the plan with the splits that no reader has; empty before the scan is planned
 */
@Internal
public record ScanState(Optional<ScanPlan> plan) {}
