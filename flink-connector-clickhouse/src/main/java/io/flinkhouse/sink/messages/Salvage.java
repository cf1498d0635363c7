// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.messages;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.Payload;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.error.ServerError;

import java.io.Serializable;

/** What becomes of a block of messages when the server refuses its data. */
public interface Salvage extends Serializable {

    /** Nothing may be left out: the refusal is the end. */
    Salvage NONE =
            (block, client, refusal) -> {
                throw new ClickHouseException(
                        refusal.code(), FailureKind.REJECT, refusal.getMessage(), refusal);
            };

    /**
     * Whether an error speaks of the messages. Input that ends too early is a message that does,
     * since a body that was cut on its way would rarely be answered.
     */
    static boolean concerns(ClickHouseException error) {
        return error.kind() == FailureKind.REJECT
                || error.code() == ServerError.CANNOT_READ_ALL_DATA.code()
                || error.code() == ServerError.UNEXPECTED_END_OF_FILE.code();
    }

    /**
     * The part of the block that the server takes; the rest is where it belongs when this returns.
     * It is to be sent under the token of the whole block: whatever else comes under that token
     * later, the server has it then.
     *
     * @throws ClickHouseException the refusal, if no single message is to blame for it
     */
    Remainder salvage(RefusedBlock block, ClickHouseClient client, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException;

    /** What is left of a block, and how many messages are not. */
    record Remainder(Payload payload, int messages, int leftOut) {

        public boolean isEmpty() {
            return messages == 0;
        }
    }
}
