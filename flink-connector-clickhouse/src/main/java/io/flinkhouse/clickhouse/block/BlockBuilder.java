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
     * @throws BadValueException if the block cannot hold it; the block is unchanged then
     */
    void append(RowData row);

    /** Appends the row as {@link #append} does, with the column's default for each null. */
    void appendOrDefault(RowData row);

    /** Returns the number of rows in the block. */
    int rows();

    /** Returns the number of bytes in the block, before compression. */
    long bytes();

    /** The columns of the sealed block, as it names them; none of messages. */
    List<SealedColumn> columns();

    /** Exactly one block with all rows; this one is empty afterwards. */
    EncodedBlock seal();

    /**
     * Returns one block with all rows, each with the number in this column; blocks of messages
     * cannot hold the number and leave it out.
     */
    EncodedBlock seal(String idColumn, long id);
}
