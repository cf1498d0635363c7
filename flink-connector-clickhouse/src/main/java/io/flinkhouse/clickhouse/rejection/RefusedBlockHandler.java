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

    /** Nothing may be left out: the refusal is the end. */
    RefusedBlockHandler NONE =
            (block, client, refusal) -> {
                throw new ClickHouseException(
                        refusal.code(),
                        FailureKind.REJECT,
                        refusal.getMessage()
                                + " With 'sink.error-mode' = 'skip' or 'dead-letter' the job"
                                + " continues without the refused rows.",
                        refusal);
            };

    /**
     * The part of the block that the server takes; the rest is where it belongs when this returns.
     * It is to be sent under the token of the whole block: whatever else comes under that token
     * later, the server has it then.
     *
     * @throws ClickHouseException the refusal, if no single row or message is to blame for it
     */
    Remainder salvage(RefusedBlock block, ClickHouseClient client, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException;

    /**
     * Tries what {@link #salvage} needs, so that a grant that is missing shows at the start.
     *
     * @throws ClickHouseException with the grant
     */
    default void rehearse(TableReader server) throws ClickHouseException {}

    /** What is left of a block, and how many rows or messages are not. */
    record Remainder(EncodedBlock block, int leftOut) {

        public boolean isEmpty() {
            return block.rows() == 0;
        }
    }
}
