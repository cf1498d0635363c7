// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.io.IOException;

/** Handles rows with values that their columns cannot hold, for one writer. */
interface RejectedRowHandler {

    /** Drops rejected rows; metrics count them. */
    RejectedRowHandler SKIPPED = (record, reason) -> {};

    /** Fails the job on the first rejected row. */
    static RejectedRowHandler failing(TablePath table) {
        return (record, reason) -> {
            throw new IOException(
                    "Cannot write a row to " + table + ": " + reason.getMessage(), reason);
        };
    }

    void take(Object record, BadValueException reason) throws IOException, InterruptedException;

    /** Makes all dead letters so far durable for a checkpoint. */
    default void flush() throws IOException, InterruptedException {}

    default void close() {}
}
