// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** A source of numbers that reports backlog from its start on, and never that it is over. */
final class Backlog extends NumberSequenceSource {

    private static final long serialVersionUID = 1L;

    Backlog(long rows) {
        super(1, rows);
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> createEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context) {
        return new Reporting(context, super.createEnumerator(context));
    }

    @Override
    public SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> restoreEnumerator(
            SplitEnumeratorContext<NumberSequenceSplit> context,
            Collection<NumberSequenceSplit> checkpoint) {
        return new Reporting(context, super.restoreEnumerator(context, checkpoint));
    }

    private record Reporting(
            SplitEnumeratorContext<NumberSequenceSplit> context,
            SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> splits)
            implements SplitEnumerator<NumberSequenceSplit, Collection<NumberSequenceSplit>> {

        @Override
        public void start() {
            context.setIsProcessingBacklog(true);
            splits.start();
        }

        @Override
        public void handleSplitRequest(int subtask, String host) {
            splits.handleSplitRequest(subtask, host);
        }

        @Override
        public void addSplitsBack(List<NumberSequenceSplit> back, int subtask) {
            splits.addSplitsBack(back, subtask);
        }

        @Override
        public void addReader(int subtask) {
            splits.addReader(subtask);
        }

        @Override
        public Collection<NumberSequenceSplit> snapshotState(long checkpoint) throws Exception {
            return splits.snapshotState(checkpoint);
        }

        @Override
        public void close() throws IOException {
            splits.close();
        }
    }
}
