// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** The state, checkpointing and identity of a source subtask, for its dead-letter delivery. */
@Internal
public record SubtaskContext(
        StateInitializationContext state,
        boolean hasCheckpoints,
        TaskInfo task,
        MetricGroup metrics,
        ProcessingTimeService clock) {}
