// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.config.ErrorMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.deadletter.delivery.CheckpointedDeadLetterDelivery;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterDelivery;
import io.flinkhouse.clickhouse.deadletter.delivery.DeadLetterTarget;
import io.flinkhouse.clickhouse.deadletter.delivery.DirectDeadLetterDelivery;
import io.flinkhouse.clickhouse.deadletter.delivery.SubtaskContext;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.CheckpointRules;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ReadableConfig;

import java.io.IOException;
import java.io.Serializable;

/**
 * Settings for broken messages: fail, skip, or dead letter.
 *
 * @param tolerance the number of broken messages that a source subtask accepts between two
 *     checkpoints
 */
@Internal
public record BrokenMessages(ErrorMode mode, long tolerance, BrokenMessagePolicy policy)
        implements Serializable {

    /** Fails the job on the first broken message. */
    public static BrokenMessages failing() {
        return new BrokenMessages(ErrorMode.FAIL, 0, reader -> DeadLetterDelivery.NONE);
    }

    /** Counts broken messages and drops them. */
    public static BrokenMessages skipped(long tolerance) {
        return new BrokenMessages(ErrorMode.SKIP, tolerance, reader -> DeadLetterDelivery.NONE);
    }

    /** Writes broken messages to the dead-letter table, each once. */
    public static BrokenMessages deadLettered(
            long tolerance, DeadLetterTarget server, ExactlyOnceConfig exactlyOnce) {
        return new BrokenMessages(
                ErrorMode.DEAD_LETTER, tolerance, new DeadLetterPolicy(server, exactlyOnce));
    }

    boolean fail() {
        return mode == ErrorMode.FAIL;
    }

    boolean keep() {
        return mode == ErrorMode.DEAD_LETTER;
    }

    /** Opens the delivery of dead letters in each source subtask. */
    interface BrokenMessagePolicy extends Serializable {

        /**
         * Rejects settings of a streaming job with which dead letters would not be sent.
         *
         * @throws IllegalStateException that names the option, its value, and the value to set
         */
        default void require(ReadableConfig job) {}

        DeadLetterDelivery open(SubtaskContext reader) throws IOException, InterruptedException;
    }

    private record DeadLetterPolicy(DeadLetterTarget server, ExactlyOnceConfig exactlyOnce)
            implements BrokenMessagePolicy {

        @Override
        public void require(ReadableConfig job) {
            CheckpointRules.requireForDeadLetters("'scan.error-mode' = 'dead-letter'", job);
        }

        @Override
        public DeadLetterDelivery open(SubtaskContext reader)
                throws IOException, InterruptedException {
            return reader.hasCheckpoints()
                    ? CheckpointedDeadLetterDelivery.open(server, exactlyOnce, reader)
                    : DirectDeadLetterDelivery.open(server, reader);
        }
    }
}
