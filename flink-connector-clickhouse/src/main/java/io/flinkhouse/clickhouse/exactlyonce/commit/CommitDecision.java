// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.InsertForm;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Send;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Settling;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Wait;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.Advice;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.DedupWindow.Since;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.Guarantee;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees.Remembering;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableIdentity;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Optional;

/**
 * Decides before each attempt how a block is sent, and whether: on the first attempt, on a retry,
 * and after a restore alike. Follows from the facts and the policy alone; asks for no more facts
 * than it needs.
 *
 * <p>{@code CommitDecisionTest} holds the table of all verdicts.
 */
final class CommitDecision {

    private static final Logger LOG = LoggerFactory.getLogger(CommitDecision.class);

    /** From so many rows on the server cuts an insert in two. */
    private static final long ROWS_OF_ONE_PART = 1_048_449;

    private static final String UNSEEN =
            "the server has acknowledged it, but its rows cannot be seen";

    private final BlockMetadata block;
    private final ExactlyOnceConfig config;
    private final Facts facts;

    CommitDecision(BlockMetadata block, ExactlyOnceConfig config, Facts facts) {
        this.block = block;
        this.config = config;
        this.facts = facts;
    }

    /**
     * @throws ClickHouseException if the server cannot say, or nothing can decide and the policy is
     *     {@code fail}
     */
    Verdict verdict() throws ClickHouseException, InterruptedException {
        if (facts.isFresh()) {
            return new Send(Reason.FRESH, first(facts.table()), false);
        }
        if (facts.isInLedger()) {
            return new Done(Reason.LEDGER);
        }
        if (facts.isRunning()) {
            return new Wait("an insert of it still runs on the server");
        }
        TableGuarantees table = facts.table();
        requireExactlyOnce(table);
        if (!TableIdentity.isSame(block.target().tableIdentity(), table)) {
            return byPolicy("the table was dropped and created again, or exchanged, since");
        }
        return ofTheSame(table);
    }

    /**
     * The first attempt looks as well, since a request that outlives its task may come after its
     * repetition. Without an index a look reads the fences of the whole table; there the token
     * catches such a request, where the table has a window.
     */
    private InsertForm first(TableGuarantees table) {
        return isGuarded(table) && (table.fenceIndex() || !table.window().exists())
                ? InsertForm.GUARDED
                : InsertForm.PLAIN;
    }

    /** Tells of the rows of an ordinary table that they are the whole block, for good. */
    static boolean isComplete(BlockMetadata block, TableGuarantees table, FenceRows rows) {
        return !block.payload().isMessages()
                && rows.all() == block.payload().rows()
                && TableIdentity.isSame(block.target().tableIdentity(), table);
    }

    private Verdict ofTheSame(TableGuarantees table) throws ClickHouseException {
        if (isGuarded(table)) {
            return byRows(table, facts.rows());
        }
        if (table.isIdempotent() && !table.hasViews()) {
            return new Send(Reason.IDEMPOTENT, InsertForm.PLAIN, false);
        }
        if (isRemembered(table)) {
            return byToken(table);
        }
        if (!isFenced(table)) {
            return byPolicy(forgotten(table));
        }
        if (table.isReplicated() && !facts.isCaughtUp()) {
            return new Wait(
                    "this replica of "
                            + table.path()
                            + " is read-only or behind, so it cannot say whether the block is"
                            + " there");
        }
        FenceRows rows = facts.rows();
        if (!rows.isSettled()) {
            return new Settling(
                    "its rows are in a part so young that "
                            + table.path()
                            + " may still take it back");
        }
        return block.payload().isMessages() ? byMessages(table, rows) : byRows(table, rows);
    }

    /** A view or a setting may have come since the job started. */
    private void requireExactlyOnce(TableGuarantees table) throws ClickHouseException {
        Optional<Advice> refusal = Guarantee.refusal(table, config.fenceColumn());
        if (refusal.isPresent()) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "Nothing can tell whether "
                            + block
                            + " is already there. "
                            + refusal.get().text());
        }
    }

    private boolean isFenced(TableGuarantees table) {
        return table.fence()
                && block.target().isFenced()
                && (block.payload().isMessages() || !block.target().columns().isEmpty());
    }

    /**
     * Where the insert itself looks whether its rows are there, in one statement. Not where a
     * replica may lack them, where a view takes its rows from a repeated insert, or where the
     * server makes the rows.
     */
    private boolean isGuarded(TableGuarantees table) {
        return isFenced(table)
                && !block.payload().isMessages()
                && !table.isReplicated()
                && !table.hasViews();
    }

    private Verdict byToken(TableGuarantees table) throws ClickHouseException {
        boolean confirmed = isFenced(table) && (!table.isReplicated() || facts.isQuorum());
        return new Send(Reason.TOKEN, InsertForm.PLAIN, confirmed);
    }

    /** The fence counts the rows of a block of rows. */
    private Verdict byRows(TableGuarantees table, FenceRows rows) throws ClickHouseException {
        if (rows.all() > block.payload().rows()) {
            return byPolicy(tooMany(rows));
        }
        if (rows.all() == block.payload().rows()) {
            return new Done(Reason.FENCE_COMPLETE);
        }
        if (rows.isEmpty()) {
            InsertForm form =
                    table.isPartitioned() && facts.knowsPartitions()
                            ? InsertForm.GUARDED_BY_PARTITION
                            : InsertForm.GUARDED;
            return new Send(Reason.FENCE_ABSENT, form, table.window().exists());
        }
        if (!table.isPartitioned()) {
            // One block is one part, so it was all there, and something has removed rows of it.
            return new Done(Reason.FENCE_COMPLETE);
        }
        if (facts.knowsPartitions()) {
            return new Send(
                    Reason.FENCE_PARTIAL, InsertForm.GUARDED_BY_PARTITION, table.window().exists());
        }
        return isRemembered(table)
                ? byToken(table)
                : byPolicy(
                        "some of its rows are, but the partition key depends on columns that the"
                                + " server fills, so nothing can tell which partitions are missing");
    }

    /**
     * How many rows the messages make is not known. One part that is there is all of it where the
     * block makes no second one.
     */
    private Verdict byMessages(TableGuarantees table, FenceRows rows) throws ClickHouseException {
        if (rows.isEmpty()) {
            return new Send(Reason.FENCE_ABSENT, InsertForm.PLAIN, table.window().exists());
        }
        return !table.isPartitioned() && rows.all() < ROWS_OF_ONE_PART
                ? new Done(Reason.FENCE_COMPLETE)
                : byPolicy(
                        "some of its rows are, but messages do not say how many there must be in"
                                + " all, and "
                                + forgotten(table));
    }

    /**
     * Decides again after the server has acknowledged a block, but need not have stored it.
     *
     * @param fresh whether nobody can have sent the block before
     * @return {@code Done}, or what else has to be done
     */
    Verdict confirmed(boolean fresh) throws ClickHouseException {
        TableGuarantees table = facts.table();
        FenceRows rows = facts.rows();
        if (!rows.isEmpty()) {
            boolean others = rows.all() > block.payload().rows();
            boolean fewer = fresh && rows.all() < block.payload().rows();
            return !block.payload().isMessages() && (others || fewer)
                    ? byPolicy(tooMany(rows))
                    : new Done(Reason.FENCE_COMPLETE);
        }
        if (table.isReplicated() && !isUnseenForGood()) {
            return new Wait(UNSEEN);
        }
        return gone(table);
    }

    /**
     * The server knows the token, so the rows were there. Whoever says 'resend' has them again,
     * also where a TTL or a mutation has removed them.
     */
    private Verdict gone(TableGuarantees table) throws ClickHouseException {
        if (config.inDoubt() == InDoubtPolicy.SKIP) {
            return new Done(Reason.POLICY_SKIP);
        }
        String remover =
                table.target().expiresRows()
                        ? "the TTL of the table"
                        : facts.mutation().orElse("a mutation, a DELETE or MOVE PARTITION");
        String why =
                "the server has acknowledged it, yet none of its rows is there: it remembers the"
                        + " token, and "
                        + remover
                        + " may have removed the rows, or it has lost them";
        if (config.inDoubt() == InDoubtPolicy.RESEND) {
            LOG.warn("'sink.exactly-once.in-doubt' = 'resend' brings {} back: {}", block, why);
            return new Send(Reason.POLICY_RESEND, InsertForm.RENEWED, false);
        }
        throw undecided(
                why,
                "Restart with 'sink.exactly-once.in-doubt' = 'skip' if they were removed on"
                        + " purpose, or 'resend' if they are to come back.");
    }

    /** A replica shows rows late, and a lost part is forgotten late; then another attempt helps. */
    private boolean isUnseenForGood() throws ClickHouseException {
        return facts.wasUnseen() && facts.isCaughtUp() && facts.rows().isEmpty();
    }

    /** False also where the user may not see how many inserts there were. */
    private boolean isRemembered(TableGuarantees table) throws ClickHouseException {
        for (Remembering each : table.remembering()) {
            if (!each.window().exists()) {
                return false;
            }
            Optional<Since> since = facts.since(each.table());
            if (since.isEmpty() || !each.window().covers(since.get())) {
                return false;
            }
        }
        return true;
    }

    private static String forgotten(TableGuarantees table) {
        return "the server may have forgotten its token (window: "
                + table.window()
                + (table.target().expiresRows() ? ", which a TTL makes uncertain" : "")
                + ")";
    }

    private String tooMany(FenceRows rows) {
        return rows.all() + " rows carry its number, so another insert has the same";
    }

    private Verdict byPolicy(String why) throws ClickHouseException {
        return switch (config.inDoubt()) {
            case RESEND -> new Send(Reason.POLICY_RESEND, InsertForm.PLAIN, false);
            case SKIP -> new Done(Reason.POLICY_SKIP);
            case FAIL ->
                    throw undecided(
                            why,
                            "Look for its rows, then restart with 'sink.exactly-once.in-doubt' ="
                                    + " 'resend' if they are missing, or 'skip' if they are there."
                                    + (block.target().isFenced()
                                            ? ""
                                            : " A fence column makes this decidable: "
                                                    + Guarantee.addFence(
                                                            block.target().table(),
                                                            config.fenceColumn())));
        };
    }

    private ClickHouseException undecided(String why, String next) {
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.FAIL,
                "Nothing can tell whether "
                        + block
                        + ", sealed "
                        + Instant.ofEpochMilli(block.origin().sealedAt())
                        + ", is already in the table: "
                        + why
                        + ". "
                        + next);
    }
}
