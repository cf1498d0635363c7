// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import io.flinkhouse.clickhouse.error.BadValueException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.List;

/**
 * Builds one block: rows as columns of the Native format, or messages one behind the other. Not
 * thread-safe.
 */
@Internal
public interface BlockBuilder {

    /**
     * Appends the row and keeps no reference to it.
     *
     * @throws BadValueException if it cannot be held; the block is as it was before
     */
    void append(RowData row);

    /** As {@link #append}, with the default of its column for each value that is null. */
    void appendOrDefault(RowData row);

    /** Rows in the block now. */
    int rows();

    /** Bytes of the block now, before compression. */
    long bytes();

    /** The columns of the sealed block, as it names them; none of messages. */
    List<SealedColumn> columns();

    /** Exactly one block with all rows; this one is empty afterwards. */
    EncodedBlock seal();

    /**
     * The same, where each row carries the number in this column if the block itself can say so.
     */
    EncodedBlock seal(String idColumn, long id);
}
