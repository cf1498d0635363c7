// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import java.io.IOException;

/** What a checkpoint waits for where blocks are sent as they fill. */
enum Awaited {
    /** It completes only when the server has acknowledged all rows before it. */
    ALL {
        @Override
        void at(SendingWriter<?> writer) throws IOException, InterruptedException {
            writer.sendAndAwaitAll();
        }
    },
    /** Errors still fail the job. */
    NOTHING {
        @Override
        void at(SendingWriter<?> writer) throws IOException {
            writer.throwIfFailed();
        }
    };

    abstract void at(SendingWriter<?> writer) throws IOException, InterruptedException;
}
