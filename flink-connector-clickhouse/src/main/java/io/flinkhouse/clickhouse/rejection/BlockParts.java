// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import java.util.BitSet;

/** Gives access to the single rows or messages of a block that the server refused. */
interface BlockParts {

    /** Creates dead letters of single parts. */
    interface DeadLetterFactory {
        DeadLetter about(int index, long time, String error);
    }

    int count();

    /** Returns the parts of a range as a block. */
    EncodedBlock range(int from, int to);

    /** Returns all parts except some, in their order, as a block. */
    EncodedBlock without(BitSet left);

    /**
     * Returns the factory of dead letters.
     *
     * @param fenceColumn the column that holds the number of the block, which dead letters leave
     *     out
     */
    DeadLetterFactory deadLetters(String fenceColumn);
}
