// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;

import java.io.IOException;
import java.util.List;

/** The Kafka connector's enumerator, which tells its readers the end of the splits in any case. */
record FinishingEnumerator<S extends SourceSplit, C>(
        SplitEnumerator<S, C> kafka, EndOfSplits<S> end) implements SplitEnumerator<S, C> {

    @Override
    public void start() {
        kafka.start();
        end.started();
    }

    @Override
    public void handleSplitRequest(int reader, String host) {
        kafka.handleSplitRequest(reader, host);
    }

    @Override
    public void addSplitsBack(List<S> splits, int reader) {
        kafka.addSplitsBack(splits, reader);
    }

    @Override
    public void addReader(int reader) {
        end.forget(reader);
        kafka.addReader(reader);
        end.registered(reader);
    }

    @Override
    public C snapshotState(long checkpoint) throws Exception {
        return kafka.snapshotState(checkpoint);
    }

    @Override
    public void handleSourceEvent(int reader, SourceEvent event) {
        kafka.handleSourceEvent(reader, event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) throws Exception {
        kafka.notifyCheckpointComplete(checkpoint);
    }

    @Override
    public void notifyCheckpointAborted(long checkpoint) throws Exception {
        kafka.notifyCheckpointAborted(checkpoint);
    }

    @Override
    public void close() throws IOException {
        kafka.close();
    }
}
