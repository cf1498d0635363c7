// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.table.data.RowData;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a reader emits. */
record EmittedRows(List<RowData> rows) implements ReaderOutput<RowData> {

    EmittedRows() {
        this(new ArrayList<>());
    }

    @Override
    public void collect(RowData row) {
        rows.add(row);
    }

    @Override
    public void collect(RowData row, long timestamp) {
        rows.add(row);
    }

    @Override
    public SourceOutput<RowData> createOutputForSplit(String splitId) {
        return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}
}
