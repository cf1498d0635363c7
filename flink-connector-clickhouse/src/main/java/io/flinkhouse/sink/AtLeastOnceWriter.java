// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.commit.Committable;

import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** A checkpoint completes only when the server has acknowledged all rows before it. */
final class AtLeastOnceWriter<T> implements CommittingSinkWriter<T, Committable> {

    private final Pipeline<T> pipeline;

    AtLeastOnceWriter(Pipeline<T> pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public void write(T record, Context context) throws IOException, InterruptedException {
        pipeline.write(record);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        pipeline.sendAndAwaitAll();
    }

    /** Rows of the open block are not sent: no checkpoint covers them, so they will come again. */
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
