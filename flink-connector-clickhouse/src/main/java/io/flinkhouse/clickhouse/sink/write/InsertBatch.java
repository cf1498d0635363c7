// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.BlockBuilder;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.config.BatchConfig;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.List;

/** Collects rows into a block until one of its limits is reached. Not thread-safe. */
@Internal
public final class InsertBatch implements Batch {

    private final BlockBuilder block;
    private final BatchConfig limits;
    private final SinkMetrics metrics;

    public InsertBatch(BlockBuilder block, BatchConfig limits, SinkMetrics metrics) {
        this.block = block;
        this.limits = limits;
        this.metrics = metrics;
    }

    @Override
    public void append(RowData row) {
        block.append(row);
    }

    @Override
    public void appendKey(RowData row) {
        block.appendOrDefault(row);
    }

    @Override
    public void drop() {
        metrics.dropped();
    }

    @Override
    public boolean isEmpty() {
        return block.rows() == 0;
    }

    @Override
    public boolean isFull() {
        return isFullWith(0);
    }

    /** Returns whether the batch is full if it holds so many other bytes. */
    boolean isFullWith(long others) {
        return block.rows() >= limits.maxRows() || block.bytes() + others >= limits.maxBytes();
    }

    @Override
    public SealedBatch seal() {
        return SealedBatch.of(List.of(), sealRows());
    }

    /** The columns of each sealed block, as it names them; none of messages. */
    public List<SealedColumn> columns() {
        return block.columns();
    }

    /** The rows so far as one immutable block; the batch is empty afterwards. */
    public EncodedBlock sealRows() {
        return block.seal();
    }

    /** Seals the rows so far as one block with one more column that holds the fence in each row. */
    public EncodedBlock sealRows(String column, long number) {
        return block.seal(column, number);
    }
}
