// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import java.io.IOException;

/** What a checkpoint waits for where blocks are sent as they fill. */
enum Awaited {
    /** It completes only when the server has acknowledged all rows before it. */
    ALL {
        @Override
        void at(Pipeline<?> pipeline) throws IOException, InterruptedException {
            pipeline.sendAndAwaitAll();
        }
    },
    /** Errors still fail the job. */
    NOTHING {
        @Override
        void at(Pipeline<?> pipeline) throws IOException {
            pipeline.throwIfFailed();
        }
    };

    abstract void at(Pipeline<?> pipeline) throws IOException, InterruptedException;
}
