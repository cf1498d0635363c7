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

    /** Makes all letters so far durable for a checkpoint: sent, or sealed with it. */
    void flush() throws IOException, InterruptedException;

    /**
     * Drops letters that were not flushed: no checkpoint covers them, so the source sends them
     * again.
     */
    @Override
    void close();
}
