// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.changelog.Destination;

import org.apache.flink.table.data.RowData;

/** Changes that are all rows of the open block. */
final class Appending implements Destination {

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
}
