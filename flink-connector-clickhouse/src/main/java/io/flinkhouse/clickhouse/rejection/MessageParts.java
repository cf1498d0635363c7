// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetter.DeadLetterKind;
import io.flinkhouse.clickhouse.passthrough.DecodedMessages;

import java.util.BitSet;

/**
 * Gives access to the single messages of a block that the server refused, so that some can be sent
 * without the others.
 */
record MessageParts(DecodedMessages sealed) implements BlockParts {

    @Override
    public int count() {
        return sealed.count();
    }

    @Override
    public EncodedBlock range(int from, int to) {
        return sealed.range(from, to);
    }

    @Override
    public EncodedBlock without(BitSet left) {
        return sealed.without(left);
    }

    @Override
    public DeadLetterFactory deadLetters(String fenceColumn) {
        return (index, time, error) ->
                new DeadLetter(
                        time,
                        DeadLetterKind.REFUSED_BY_SERVER,
                        error,
                        null,
                        null,
                        sealed.message(index));
    }
}
