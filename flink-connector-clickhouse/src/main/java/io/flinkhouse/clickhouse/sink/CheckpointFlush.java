// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import java.io.IOException;

/** The wait of a checkpoint for inserts in flight: all of them, or none. */
enum CheckpointFlush {
    /** It completes only when the server has acknowledged all rows before it. */
    ALL {
        @Override
        void at(DirectWriter<?> writer) throws IOException, InterruptedException {
            writer.sendAndAwaitAll();
        }
    },
    /** Errors still fail the job. */
    NOTHING {
        @Override
        void at(DirectWriter<?> writer) throws IOException {
            writer.throwIfFailed();
        }
    };

    abstract void at(DirectWriter<?> writer) throws IOException, InterruptedException;
}
