// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.schema.TableDescription;

import java.util.Optional;

/**
 * The facts from which the decision on one block follows. Each is found out when it is asked for,
 * and anew for every attempt.
 */
interface Facts {

    /** True until the first attempt to send a block that no other attempt of the job had. */
    boolean isFresh();

    /** Tells whether the ledger names the block. */
    boolean isInLedger() throws ClickHouseException, InterruptedException;

    /** Tells whether an insert of the block still runs on the server. */
    boolean isRunning() throws ClickHouseException;

    /** The table as it is now. */
    TableGuarantees table() throws ClickHouseException;

    /** The rows that carry the fence of the block. */
    FenceRows rows() throws ClickHouseException;

    /** Tells whether the server can compute the partition of each row of the block, reliably. */
    boolean knowsPartitions() throws ClickHouseException;

    /** The past of the table since the block was sealed; empty if nobody can say. */
    Optional<Since> since(TableDescription table) throws ClickHouseException;

    /** Names the last mutation of the table since the block was sealed, if the user sees one. */
    Optional<String> mutation() throws ClickHouseException;

    /** Tells whether the replica that answers has all that others have. */
    boolean isCaughtUp() throws ClickHouseException;

    /** Tells whether an earlier attempt was acknowledged, and its rows could not be seen. */
    boolean wasUnseen();

    /** Tells whether inserts wait for more than one replica. */
    boolean isQuorum() throws ClickHouseException;
}
