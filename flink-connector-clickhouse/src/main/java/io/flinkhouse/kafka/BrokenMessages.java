// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import io.flinkhouse.config.ExactlyOnceConfig;
import io.flinkhouse.sink.outbox.DeadLetterServer;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.Serializable;

/**
 * What becomes of messages that the format cannot read, where they do not fail the job.
 *
 * @param tolerance how many a reading subtask lets pass between two checkpoints
 */
@Internal
public record BrokenMessages(long tolerance, Fate fate) implements Serializable {

    /** They are counted and left out. */
    public static BrokenMessages skipped(long tolerance) {
        return new BrokenMessages(tolerance, reader -> LetterDelivery.NONE);
    }

    /** They go to the dead-letter table, each once. */
    public static BrokenMessages kept(
            long tolerance, DeadLetterServer server, ExactlyOnceConfig exactlyOnce) {
        return new BrokenMessages(
                tolerance,
                reader ->
                        reader.hasCheckpoints()
                                ? CommittedLetters.open(server, exactlyOnce, reader)
                                : SentLetters.open(server, reader));
    }

    /** Chosen with the table; opened by each reading subtask. */
    interface Fate extends Serializable {
        LetterDelivery open(Reader reader) throws IOException, InterruptedException;
    }
}
