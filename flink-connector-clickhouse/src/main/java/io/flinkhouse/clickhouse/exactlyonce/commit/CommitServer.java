// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** All that a committer asks of the server, and sends to it. Each call is one attempt. */
interface CommitServer extends AutoCloseable {

    /** Tells whether blocks must arrive in the order in which they were sealed. */
    boolean orderMatters() throws IOException;

    /** The table as it is now. */
    TableGuarantees guarantees(TablePath table) throws ClickHouseException;

    /** Tells whether a statement of this name still runs. */
    boolean isRunning(String queryId) throws ClickHouseException;

    /** The rows that carry each of the fences; a fence that has none is left out. */
    Map<Long, FenceRows> rows(TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException;

    /** The same, as one replica shows them that {@link #caughtUp} has named. */
    Map<Long, FenceRows> rowsOn(String server, TableGuarantees table, Collection<Long> fences)
            throws ClickHouseException;

    /** Tells whether the partition of each row follows from the columns of the block. */
    boolean knowsPartitions(TableGuarantees table, BlockMetadata block) throws ClickHouseException;

    /** The past of a table since a block was sealed; empty if nobody can say. */
    Optional<Since> since(TableDescription table, long sealedAtMillis) throws ClickHouseException;

    /** Names the last mutation of a table since a block was sealed, if the user sees one. */
    Optional<String> mutation(TableDescription table, long sealedAtMillis)
            throws ClickHouseException;

    /** The server that answers, if its replica has all that others have; else empty. */
    Optional<String> caughtUp(TableGuarantees table) throws ClickHouseException;

    /** Tells whether inserts wait for more than one replica. */
    boolean isQuorum() throws ClickHouseException;

    /**
     * Sends a block, or what is left of it.
     *
     * @return how many rows the server says it has written, or would have but for their token
     */
    long insert(BlockMetadata block, TableGuarantees table, InsertForm form, Payload payload)
            throws ClickHouseException;

    /**
     * Takes what the server refuses out of a block; nothing of it is in the table, and its token is
     * unused.
     *
     * @param withBoundaries all bytes of the block
     */
    Remainder withoutRefused(
            BlockMetadata block, Payload withBoundaries, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException;

    @Override
    void close();
}
