// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.schema.TableReader;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/** Handles a block whose data the server refuses. */
@Internal
public interface RefusedBlockHandler extends Serializable {

    /** Fails the job on every refused block. */
    RefusedBlockHandler NONE =
            (block, client, refusal) -> {
                throw new ClickHouseException(
                        refusal.code(),
                        FailureKind.REJECT,
                        refusal.getMessage()
                                + ". With 'sink.error-mode' = 'skip' or 'dead-letter' the job"
                                + " continues without the refused rows",
                        refusal);
            };

    /**
     * Drops or dead-letters the refused rows and returns the others. Send them with the token of
     * the whole block: the server then drops a later insert of the block.
     *
     * @throws ClickHouseException the refusal, if no single row or message causes it
     */
    Remainder handle(RefusedBlock block, ClickHouseClient client, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException;

    /**
     * Checks the grants that {@link #handle} needs, so that a missing grant is reported at the
     * start.
     *
     * @throws ClickHouseException if a grant is missing; the message names it
     */
    default void probeGrants(TableReader server) throws ClickHouseException {}

    /** The remaining rows or messages of a block, and the number of those left out. */
    record Remainder(EncodedBlock block, int leftOut) {

        public boolean isEmpty() {
            return block.rows() == 0;
        }
    }
}
