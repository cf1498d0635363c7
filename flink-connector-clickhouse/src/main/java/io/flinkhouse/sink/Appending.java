// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import org.apache.flink.table.data.RowData;

import java.util.List;

/** Changes that are all rows of the open block. */
final class Appending implements OpenBlock {

    private final Batch batch;
    private final SinkMetrics metrics;

    Appending(Batch batch, SinkMetrics metrics) {
        this.batch = batch;
        this.metrics = metrics;
    }

    @Override
    public void append(RowData row) {
        batch.append(row);
    }

    @Override
    public void appendKey(RowData row) {
        batch.appendOrDefault(row);
    }

    @Override
    public void drop() {
        metrics.dropped();
    }

    @Override
    public boolean isEmpty() {
        return batch.isEmpty();
    }

    @Override
    public boolean isFull() {
        return batch.isFull();
    }

    @Override
    public SealedBlock seal() {
        return SealedBlock.of(List.of(), batch.seal());
    }
}
