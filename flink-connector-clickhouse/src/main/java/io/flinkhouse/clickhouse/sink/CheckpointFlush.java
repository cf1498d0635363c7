// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import java.io.IOException;

/** Selects whether a checkpoint waits for the inserts in flight. */
enum CheckpointFlush {
    /** A checkpoint completes only when the server has acknowledged all rows before it. */
    ALL {
        @Override
        void at(DirectWriter<?> writer) throws IOException, InterruptedException {
            writer.sendAndAwaitAll();
        }
    },
    /** A checkpoint does not wait for inserts; errors still fail the job. */
    NOTHING {
        @Override
        void at(DirectWriter<?> writer) throws IOException {
            writer.throwIfFailed();
        }
    };

    abstract void at(DirectWriter<?> writer) throws IOException, InterruptedException;
}
