// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.DecodedRows;
import io.flinkhouse.clickhouse.deadletter.DeadLetter.DeadLetterKind;
import io.flinkhouse.clickhouse.deadletter.RowDeadLetters;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.util.BitSet;
import java.util.List;

/**
 * Gives access to the single rows of a block that the server refused, so that some can be sent
 * without the others.
 */
record RowParts(DecodedRows sealed) implements BlockParts {

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

    /** Leaves out the fence, which is the last column if the block has one. */
    @Override
    public DeadLetterFactory deadLetters(String fenceColumn) {
        List<ColumnSpec> own =
                sealed.columns().stream().filter(c -> !c.name().equals(fenceColumn)).toList();
        RowDeadLetters letters = new RowDeadLetters(own);
        return (index, time, error) ->
                letters.about(sealed.row(index), time, DeadLetterKind.REFUSED_BY_SERVER, error);
    }
}
