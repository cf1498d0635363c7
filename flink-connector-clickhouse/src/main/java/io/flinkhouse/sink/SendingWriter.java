// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.commit.Committable;

import org.apache.flink.api.connector.sink2.CommittingSinkWriter;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Leaves nothing to a commit; the end of the input waits for all rows. */
final class SendingWriter<T> implements CommittingSinkWriter<T, Committable> {

    private final Pipeline<T> pipeline;
    private final Awaited atCheckpoint;

    SendingWriter(Pipeline<T> pipeline, Awaited atCheckpoint) {
        this.pipeline = pipeline;
        this.atCheckpoint = atCheckpoint;
    }

    @Override
    public void write(T record, Context context) throws IOException, InterruptedException {
        pipeline.write(record);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        (endOfInput ? Awaited.ALL : atCheckpoint).at(pipeline);
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
