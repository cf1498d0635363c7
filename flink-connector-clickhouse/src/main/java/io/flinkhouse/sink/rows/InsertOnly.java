// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.rows;

import io.flinkhouse.codec.BadValueException;

import org.apache.flink.types.RowKind;

/** Refuses changes: they would be appended as if they were new rows. */
final class InsertOnly {

    private InsertOnly() {}

    static void check(RowKind kind) {
        if (kind != RowKind.INSERT) {
            throw new BadValueException(
                    "A row of kind "
                            + kind
                            + " cannot be appended; this sink takes INSERT rows only, so keep updates"
                            + " and deletes out of the stream before it");
        }
    }
}
