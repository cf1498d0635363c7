// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers what is known of one block before it is sent, or sent again: whether its table has rows
 * of it, by queries to the server, and whether the ledger, the record of committed blocks beside
 * the spool files, names it.
 */
final class BlockFacts implements Facts {

    private final Sources sources;
    private final Committable committable;
    private final BlockMetadata block;
    private boolean fresh;
    private boolean inLedger;
    private boolean first = true;
    private boolean unseen;
    private Optional<String> caughtUp = Optional.empty();

    /**
     * Where facts come from.
     *
     * @param tables as they were when the commit began, which is enough for a first attempt
     */
    record Sources(CommitServer server, Ledger ledger, Map<TablePath, TableGuarantees> tables) {}

    /**
     * @param inLedger whether the ledger named the block when the commit began
     */
    BlockFacts(Sources sources, Committable committable, boolean fresh, boolean inLedger) {
        this.sources = sources;
        this.committable = committable;
        this.block = committable.block();
        this.fresh = fresh;
        this.inLedger = inLedger;
    }

    /** Notes that the block is about to be sent. */
    void sent() {
        fresh = false;
        caughtUp = Optional.empty();
    }

    /** Notes that the server has acknowledged the block, and that its rows cannot be seen. */
    void unseen() {
        unseen = true;
    }

    /** Notes that an attempt has failed: what was found out before it is not true any more. */
    void failed() {
        first = false;
        caughtUp = Optional.empty();
    }

    @Override
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public boolean isInLedger() throws ClickHouseException, InterruptedException {
        if (!first && !inLedger) {
            try {
                inLedger = !sources.ledger.committed(List.of(committable)).isEmpty();
            } catch (IOException e) {
                throw new ClickHouseException(
                        ClickHouseException.NO_CODE, FailureKind.RETRY, e.getMessage(), e);
            }
        }
        return inLedger;
    }

    @Override
    public boolean isRunning() throws ClickHouseException {
        return sources.server.isRunning(block.queryId());
    }

    @Override
    public TableGuarantees table() throws ClickHouseException {
        TablePath path = block.target().table();
        TableGuarantees table = first ? sources.tables.get(path) : null;
        if (table == null) {
            table = sources.server.guarantees(path);
            sources.tables.put(path, table);
        }
        return table;
    }

    @Override
    public FenceRows rows() throws ClickHouseException {
        long fence = block.target().fence();
        List<Long> fences = List.of(fence);
        Map<Long, FenceRows> rows =
                caughtUp.isPresent()
                        ? sources.server.rowsOn(caughtUp.get(), table(), fences)
                        : sources.server.rows(table(), fences);
        return rows.getOrDefault(fence, FenceRows.NONE);
    }

    @Override
    public boolean knowsPartitions() throws ClickHouseException {
        return sources.server.knowsPartitions(table(), block);
    }

    @Override
    public Optional<Since> since(TableDescription table) throws ClickHouseException {
        return sources.server.since(table, block.origin().sealedAt());
    }

    @Override
    public Optional<String> mutation() throws ClickHouseException {
        return sources.server.mutation(table().target(), block.origin().sealedAt());
    }

    @Override
    public boolean isCaughtUp() throws ClickHouseException {
        caughtUp = sources.server.caughtUp(table());
        return caughtUp.isPresent();
    }

    @Override
    public boolean wasUnseen() {
        return unseen;
    }

    @Override
    public boolean isQuorum() throws ClickHouseException {
        return sources.server.isQuorum();
    }
}
