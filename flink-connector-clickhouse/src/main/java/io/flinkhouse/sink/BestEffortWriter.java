// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.commit.Committable;

import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Never waits at a checkpoint; errors still fail the job, and the end of the input waits. */
final class BestEffortWriter<T> implements CommittingSinkWriter<T, Committable> {

    private final Pipeline<T> pipeline;

    BestEffortWriter(Pipeline<T> pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void write(T record, Context context) throws IOException, InterruptedException {
        pipeline.write(record);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (endOfInput) {
            pipeline.sendAndAwaitAll();
        } else {
            pipeline.throwIfFailed();
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }

    /** Nothing is left to a commit: rows are on their way already. */
    @Override
    public Collection<Committable> prepareCommit() {
        return List.of();
    }
}
