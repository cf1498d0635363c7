// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.table.data.RowData;

import java.util.function.Function;

/** Emits rows as records, and keeps the place of the last one. */
final class RowEmitter<T> implements RecordEmitter<RowBlock, T, SplitProgress> {

    private final Function<RowData, T> records;
    private final Counter bytesIn;

    RowEmitter(Function<RowData, T> records, Counter bytesIn) {
        this.records = records;
        this.bytesIn = bytesIn;
    }

    @Override
    public void emitRecord(RowBlock block, SourceOutput<T> output, SplitProgress progress) {
        if (progress.reached(block)) {
            bytesIn.inc(block.bytes());
        }
        output.collect(records.apply(block.row()));
    }
}
