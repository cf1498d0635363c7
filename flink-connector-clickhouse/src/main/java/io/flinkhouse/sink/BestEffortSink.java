// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.io.IOException;

/** Sends blocks as they fill; a checkpoint waits for nothing. */
final class BestEffortSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final SinkSpec<T> spec;

    BestEffortSink(SinkSpec<T> spec) {
        this.spec = spec;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return new BestEffortWriter<>(Pipeline.open(spec, context));
    }
}
