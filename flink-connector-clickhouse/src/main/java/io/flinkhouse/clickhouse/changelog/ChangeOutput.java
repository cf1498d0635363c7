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
     * @throws io.flinkhouse.clickhouse.error.BadValueException if a column cannot hold a value;
     *     nothing has been added then
     */
    void append(RowData row);

    /** As {@link #append}, with the default of its column for each value that is null. */
    void appendKey(RowData row);

    /** Removes the row that has the key of this one. */
    default void delete(RowData row) throws IOException, InterruptedException {
        throw new IllegalStateException("A block cannot hold a delete");
    }

    /** Updates the row that has the key of this one. */
    default void update(RowData row) throws IOException, InterruptedException {
        throw new IllegalStateException("A block cannot hold an update");
    }

    /** Counts a change that is ignored by the options. */
    void drop();
}
