// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.WithBoundedness;

/** Tells whether Flink runs a stream in batch execution mode. */
final class BatchExecution {

    private BatchExecution() {}

    /**
     * @param env the environment during translation, when it knows all sources of the job
     */
    static boolean of(StreamExecutionEnvironment env) {
        RuntimeExecutionMode mode = env.getConfiguration().get(ExecutionOptions.RUNTIME_MODE);
        return switch (mode) {
            case BATCH -> true;
            case STREAMING -> false;
            case AUTOMATIC ->
                    env.getTransformations().stream()
                            .flatMap(end -> end.getTransitivePredecessors().stream())
                            .allMatch(BatchExecution::ends);
        };
    }

    private static boolean ends(Transformation<?> part) {
        return !(part instanceof WithBoundedness source)
                || source.getBoundedness() == Boundedness.BOUNDED;
    }
}
