// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.io.IOException;

/** Handles the rows of one writer that their columns cannot hold. */
interface RejectedRowHandler {

    /** Left out: they are counted, and that is all. */
    RejectedRowHandler SKIPPED = (record, reason) -> {};

    /** The first one fails the job. */
    static RejectedRowHandler failing(TablePath table) {
        return (record, reason) -> {
            throw new IOException(
                    "Cannot write a row to " + table + ": " + reason.getMessage(), reason);
        };
    }

    void take(Object record, BadValueException reason) throws IOException, InterruptedException;

    /** Returns when all rows so far are where a checkpoint may rely on them. */
    default void flush() throws IOException, InterruptedException {}

    default void close() {}
}
