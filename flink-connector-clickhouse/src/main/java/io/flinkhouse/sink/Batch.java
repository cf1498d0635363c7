// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.EncodedBlock;
import io.flinkhouse.codec.GrowingBlock;
import io.flinkhouse.config.BatchConfig;

import org.apache.flink.table.data.RowData;

/** The open block: takes rows until one of its limits is met. Not thread-safe. */
final class Batch {

    private final GrowingBlock block;
    private final BatchConfig limits;

    Batch(GrowingBlock block, BatchConfig limits) {
        this.block = block;
        this.limits = limits;
    }

    /**
     * @throws io.flinkhouse.codec.BadValueException if a column cannot hold a value; the batch is
     *     then as it was before
     */
    void append(RowData row) {
        block.append(row);
    }

    /** As {@link #append}, with the default of its column for each value that is null. */
    void appendOrDefault(RowData row) {
        block.appendOrDefault(row);
    }

    boolean isEmpty() {
        return block.rows() == 0;
    }

    boolean isFull() {
        return block.rows() >= limits.maxRows() || block.bytes() >= limits.maxBytes();
    }

    /** The rows so far as one immutable block; the batch is empty afterwards. */
    EncodedBlock seal() {
        return block.seal();
    }

    /** The same with one more column that holds the number in each row. */
    EncodedBlock seal(String column, long number) {
        return block.seal(column, number);
    }
}
