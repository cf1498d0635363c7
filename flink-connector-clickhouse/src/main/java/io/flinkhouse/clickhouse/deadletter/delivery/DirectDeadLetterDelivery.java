// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import org.apache.flink.annotation.Internal;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

import java.io.IOException;

/**
 * Delivers dead letters of a job without checkpoints: once a second and at the end of the input.
 */
@Internal
public final class DirectDeadLetterDelivery implements DeadLetterDelivery {

    private static final long DELAY_MILLIS = 1000;

    private final DeadLetterWriter writer;
    private final ProcessingTimeService clock;
    private boolean due;

    private DirectDeadLetterDelivery(DeadLetterWriter writer, ProcessingTimeService clock) {
        this.writer = writer;
        this.clock = clock;
    }

    public static DirectDeadLetterDelivery open(DeadLetterTarget server, SubtaskContext reader)
            throws IOException {
        return new DirectDeadLetterDelivery(DirectDeadLetterWriter.open(server), reader.clock());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // an exception from send() fails the task
    public void take(DeadLetter letter) throws IOException, InterruptedException {
        writer.add(letter);
        if (!due) {
            due = true;
            clock.registerTimer(clock.getCurrentProcessingTime() + DELAY_MILLIS, time -> send());
        }
    }

    private void send() throws IOException, InterruptedException {
        due = false;
        writer.flush();
    }

    @Override
    public void snapshot(long checkpoint) throws IOException, InterruptedException {
        writer.flush();
    }

    @Override
    public void completed(long checkpoint) {}

    @Override
    public void endInput() throws IOException, InterruptedException {
        writer.flush();
    }

    @Override
    public void close() {
        writer.close();
    }
}
