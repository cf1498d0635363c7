// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import java.io.IOException;

/** Selects whether a checkpoint waits for the inserts in flight. */
enum CheckpointFlush {
    /** A checkpoint completes only when the server has acknowledged all rows before it. */
    ALL("at-least-once: a checkpoint waits until the server has acknowledged its rows") {
        @Override
        void at(DirectWriter<?> writer) throws IOException, InterruptedException {
            writer.sendAndAwaitAll();
        }
    },
    /** A checkpoint does not wait for inserts; errors still fail the job. */
    NOTHING("no guarantee: a checkpoint does not wait for inserts in flight") {
        @Override
        void at(DirectWriter<?> writer) throws IOException {
            writer.throwIfFailed();
        }
    };

    private final String explanation;

    CheckpointFlush(String explanation) {
        this.explanation = explanation;
    }

    /** Returns the guarantee in words, for the log. */
    String explanation() {
        return explanation;
    }

    abstract void at(DirectWriter<?> writer) throws IOException, InterruptedException;
}
