// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Writes the dead letters of one subtask. Used by the task's thread. */
@Internal
public interface DeadLetterWriter extends AutoCloseable {

    void add(DeadLetter letter) throws IOException, InterruptedException;

    /** Returns when all letters so far are where a checkpoint may rely on them. */
    void flush() throws IOException, InterruptedException;

    /**
     * Letters that were not flushed are gone: no checkpoint covers them, so they will come again.
     */
    @Override
    void close();
}
