// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.salvage;

import io.flinkhouse.codec.DecodedMessages;
import io.flinkhouse.codec.EncodedBlock;
import io.flinkhouse.deadletter.DeadLetter;
import io.flinkhouse.deadletter.DeadLetter.Kind;

import java.util.BitSet;

/** A block of messages. */
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
    public Letters letters(String fenceColumn) {
        return (index, time, error) ->
                new DeadLetter(
                        time, Kind.REFUSED_BY_SERVER, error, null, null, sealed.message(index));
    }
}
