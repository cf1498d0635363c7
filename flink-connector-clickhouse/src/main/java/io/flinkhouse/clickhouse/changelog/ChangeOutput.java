// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.io.IOException;

/**
 * Receives the rows and keyed statements of changes, in their order; keeps no reference to a row.
 */
@Internal
public interface ChangeOutput {

    /**
     * Adds a row.
     *
     * @throws io.flinkhouse.clickhouse.error.BadValueException if a column cannot hold a value; the
     *     row was not added then
     */
    void append(RowData row);

    /** Adds a row as {@link #append} does, with the column's default for each null. */
    void appendKey(RowData row);

    /** Deletes the row with the key of this row. */
    default void delete(RowData row) throws IOException, InterruptedException {
        throw new IllegalStateException("A block cannot hold a delete");
    }

    /** Updates the row with the key of this row. */
    default void update(RowData row) throws IOException, InterruptedException {
        throw new IllegalStateException("A block cannot hold an update");
    }

    /** Counts a change that is ignored by the options. */
    void drop();
}
