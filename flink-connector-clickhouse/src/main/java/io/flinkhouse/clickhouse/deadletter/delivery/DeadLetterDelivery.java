// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Brings the dead letters of a reading subtask to their table. Used by the task's thread. */
@Internal
public interface DeadLetterDelivery {

    /** Nobody wants them. */
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

    /** All letters so far belong to this checkpoint. */
    void snapshot(long checkpoint) throws Exception;

    /** This checkpoint and all before it are complete. */
    void completed(long checkpoint) throws IOException, InterruptedException;

    void endInput() throws IOException, InterruptedException;

    void close();
}
