// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Gives all splits of a reader one output, so that one generator of watermarks sees all rows. A
 * split with the rows of a second ends before Flink asks a generator of its own for a watermark.
 */
record WholeOutput<T>(ReaderOutput<T> reader) implements ReaderOutput<T> {

    @Override
    public SourceOutput<T> createOutputForSplit(String splitId) {
        return reader;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
        // the output of all splits stays
    }

    @Override
    public void collect(T row) {
        reader.collect(row);
    }

    @Override
    public void collect(T row, long timestamp) {
        reader.collect(row, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        reader.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
        reader.markIdle();
    }

    @Override
    public void markActive() {
        reader.markActive();
    }
}
