// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Delivers the dead letters of a source subtask to their table. Used by the task's thread. */
@Internal
public interface DeadLetterDelivery {

    /** Delivers nothing. */
    DeadLetterDelivery NONE =
            new DeadLetterDelivery() {
                @Override
                public void take(DeadLetter letter) {}

                @Override
                public void snapshot(long checkpoint) {}

                @Override
                public void completed(long checkpoint) {}

                @Override
                public void endInput() {}

                @Override
                public void close() {}
            };

    void take(DeadLetter letter) throws IOException, InterruptedException;

    /** Assigns all dead letters so far to this checkpoint. */
    void snapshot(long checkpoint) throws Exception;

    /** Sends the dead letters of this completed checkpoint and of all before it. */
    void completed(long checkpoint) throws IOException, InterruptedException;

    void endInput() throws IOException, InterruptedException;

    void close();
}
