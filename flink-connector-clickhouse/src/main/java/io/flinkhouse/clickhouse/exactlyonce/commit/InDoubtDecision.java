// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Repair;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Send;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.Guarantee;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries.Replica;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Decides whether a block in doubt is sent, skipped or fails the job. It depends only on the facts
 * and the policy, and reads no more facts than it needs.
 */
final class InDoubtDecision {

    private static final Logger LOG = LoggerFactory.getLogger(InDoubtDecision.class);

    /** The number of rows above which the server splits an INSERT into several blocks. */
    private static final long ROWS_OF_ONE_PART = 1_048_449;

    private static final long REPLICA_LAG_MARGIN_SECONDS = 60;

    private final TableGuarantees table;
    private final String fenceColumn;
    private final InDoubtPolicy policy;
    private final BlockMetadata block;
    private final Facts facts;

    /** The facts about a block in doubt, read from the server. */
    interface Facts {

        /** Returns the seconds since the block was sealed. */
        long ageSeconds();

        /** Returns the number of rows with the fence of the block, by partition. */
        Map<String, Long> rowsPresent();

        /**
         * Returns an upper bound of the inserts since the block was sealed; empty if it is unknown.
         */
        OptionalLong insertsSince() throws ClickHouseException;

        /** Returns the replicas of the table on this server. */
        List<Replica> replicas() throws ClickHouseException;
    }

    /**
     * @param fenceColumn the name of the column, for errors
     */
    InDoubtDecision(
            TableGuarantees table,
            String fenceColumn,
            InDoubtPolicy policy,
            BlockMetadata block,
            Facts facts) {
        this.table = table;
        this.fenceColumn = fenceColumn;
        this.policy = policy;
        this.block = block;
        this.facts = facts;
    }

    /**
     * Returns the verdict.
     *
     * @throws ClickHouseException if a query fails, or if no mechanism can decide and the policy is
     *     {@code fail}
     */
    InDoubtVerdict verdict() throws ClickHouseException {
        if (!table.target().uuid().equals(block.target().tableUuid())) {
            return byPolicy("the table was dropped and created again, or exchanged, since");
        }
        return table.fence() && block.target().isFenced() ? byFence() : byToken();
    }

    private InDoubtVerdict byFence() throws ClickHouseException {
        long rows = facts.rowsPresent().values().stream().mapToLong(Long::longValue).sum();
        if (rows == 0) {
            requireAuthority();
            return new Send(Reason.FENCE_ABSENT);
        }
        if (block.content().isMessages()) {
            return ofMessages(rows);
        }
        if (rows >= block.content().rows()) {
            if (rows > block.content().rows()) {
                LOG.warn(
                        "{} has {} rows in the table: another insert carries its fence",
                        block,
                        rows);
            }
            // The table has the whole block. A crash may have interrupted a view, which takes the
            // rows from a repeated insert.
            return table.hasViews() && isRemembered()
                    ? new Send(Reason.VIEWS_AGAIN)
                    : new Done(Reason.FENCE_COMPLETE);
        }
        return isRemembered()
                ? new Send(Reason.FENCE_PARTIAL)
                : new Repair(facts.rowsPresent().keySet());
    }

    /**
     * The number of rows that the server makes of the messages is unknown. One stored part is the
     * whole block only if the block makes a single part.
     */
    private InDoubtVerdict ofMessages(long rows) throws ClickHouseException {
        if (isRemembered()) {
            return new Send(Reason.TOKEN);
        }
        return table.target().partitionKey().isEmpty() && rows < ROWS_OF_ONE_PART
                ? new Done(Reason.FENCE_COMPLETE)
                : byPolicy(
                        "some of its rows are, but messages do not say how many there must be in"
                                + " all, and the server may have forgotten its token (window: "
                                + table.window()
                                + ")");
    }

    private InDoubtVerdict byToken() throws ClickHouseException {
        if (table.isIdempotent() && !table.hasViews()) {
            return new Send(Reason.IDEMPOTENT);
        }
        return isRemembered()
                ? new Send(Reason.TOKEN)
                : byPolicy(
                        "the server may have forgotten its token (window: " + table.window() + ")");
    }

    /**
     * Returns whether the server certainly remembers the token; false also if the user may not
     * count inserts.
     */
    private boolean isRemembered() throws ClickHouseException {
        if (!table.window().exists()) {
            return false;
        }
        OptionalLong since = facts.insertsSince();
        return since.isPresent() && table.window().covers(facts.ageSeconds(), since.getAsLong());
    }

    /**
     * Requires a replica that has all data, because an absent block proves nothing on a replica
     * that lags behind.
     */
    private void requireAuthority() throws ClickHouseException {
        if (!table.engine().isReplicated() || isRemembered()) {
            return; // where the token is remembered, sending again is safe whatever this replica
            // sees
        }
        if (facts.replicas().stream().anyMatch(this::mayLack)) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.RETRY,
                    "This replica of "
                            + table.path()
                            + " is read-only or behind, so it cannot say whether "
                            + block
                            + " is there; waiting for it to catch up");
        }
    }

    private boolean mayLack(Replica replica) {
        return replica.readOnly()
                || replica.delaySeconds() + REPLICA_LAG_MARGIN_SECONDS > facts.ageSeconds();
    }

    private InDoubtVerdict byPolicy(String why) throws ClickHouseException {
        return switch (policy) {
            case RESEND -> new Send(Reason.POLICY_RESEND);
            case SKIP -> new Done(Reason.POLICY_SKIP);
            case FAIL ->
                    throw new ClickHouseException(
                            ClickHouseException.NO_CODE,
                            FailureKind.FAIL,
                            "Nothing can tell whether "
                                    + block
                                    + ", sealed "
                                    + facts.ageSeconds()
                                    + " s ago, is already in the table: "
                                    + why
                                    + ". Look for its rows, then"
                                    + " restart with 'sink.exactly-once.in-doubt' = 'resend' if they are"
                                    + " missing, or 'skip' if they are there. A fence column makes this"
                                    + " decidable: "
                                    + Guarantee.addFence(block.target().table(), fenceColumn));
        };
    }
}
