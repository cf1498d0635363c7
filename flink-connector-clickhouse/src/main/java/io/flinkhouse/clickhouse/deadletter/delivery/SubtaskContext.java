// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** The reading subtask, as its dead-letter delivery needs to know it. */
@Internal
public record SubtaskContext(
        StateInitializationContext state,
        boolean hasCheckpoints,
        TaskInfo task,
        MetricGroup metrics,
        ProcessingTimeService clock) {}
