// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/**
 * Writes dead letters to the dead-letter table, and makes them durable at a checkpoint. Used by the
 * task's thread.
 */
@Internal
public interface DeadLetterWriter extends AutoCloseable {

    void add(DeadLetter letter) throws IOException, InterruptedException;

    /** Makes all dead letters so far durable for a checkpoint: sends or seals them. */
    void flush() throws IOException, InterruptedException;

    /**
     * Drops dead letters that were not flushed; no checkpoint contains them, so the source replays
     * them.
     */
    @Override
    void close();
}
