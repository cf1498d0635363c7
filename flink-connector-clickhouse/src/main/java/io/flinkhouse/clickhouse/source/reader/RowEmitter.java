// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.table.data.RowData;

import java.util.function.Function;

/** Emits rows as records, and keeps the place of the last one. */
final class RowEmitter<T> implements RecordEmitter<RowBlock, T, SplitProgress> {

    private final Function<RowData, T> records;
    private final Counter bytesIn;
    private final Counter recordsIn;

    RowEmitter(Function<RowData, T> records, OperatorIOMetricGroup metrics) {
        this.records = records;
        this.bytesIn = metrics.getNumBytesInCounter();
        this.recordsIn = metrics.getNumRecordsInCounter();
    }

    @Override
    public void emitRecord(RowBlock block, SourceOutput<T> output, SplitProgress progress) {
        if (progress.reached(block)) {
            bytesIn.inc(block.bytes());
        }
        recordsIn.inc(block.left() - 1L); // Flink counts one
        while (block.left() > 0) {
            output.collect(records.apply(block.take()));
        }
    }
}
