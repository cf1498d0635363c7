// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.transformations.WithBoundedness;

/** Whether a stream will run in batch mode, decided as Flink decides it. */
final class BatchExecution {

    private BatchExecution() {}

    static boolean of(DataStream<?> stream) {
        RuntimeExecutionMode mode =
                stream.getExecutionEnvironment()
                        .getConfiguration()
                        .get(ExecutionOptions.RUNTIME_MODE);
        return switch (mode) {
            case BATCH -> true;
            case STREAMING -> false;
            case AUTOMATIC -> isBounded(stream);
        };
    }

    private static boolean isBounded(DataStream<?> stream) {
        return stream.getTransformation().getTransitivePredecessors().stream()
                .filter(WithBoundedness.class::isInstance)
                .allMatch(
                        source ->
                                ((WithBoundedness) source).getBoundedness() == Boundedness.BOUNDED);
    }
}
