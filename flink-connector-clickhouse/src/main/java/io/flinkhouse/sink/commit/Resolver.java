// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.config.InDoubt;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.sink.commit.Verdict.Done;
import io.flinkhouse.sink.commit.Verdict.Reason;
import io.flinkhouse.sink.commit.Verdict.Repair;
import io.flinkhouse.sink.commit.Verdict.Send;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Decides, for blocks of one table that may or may not be there, what is to be done with each. */
final class Resolver {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    /** From so many rows on the server cuts an insert in two. */
    private static final long ROWS_OF_ONE_PART = 1_048_449;

    private static final long REPLICA_LAG_MARGIN_SECONDS = 60;

    private final DoubtQueries queries;
    private final String fenceColumn;
    private final InDoubt policy;
    private final LongSupplier clockMillis;

    Resolver(DoubtQueries queries, String fenceColumn, InDoubt policy, LongSupplier clockMillis) {
        this.queries = queries;
        this.fenceColumn = fenceColumn;
        this.policy = policy;
        this.clockMillis = clockMillis;
    }

    /**
     * A verdict for each block.
     *
     * @throws ClickHouseException if the server cannot be asked, or nothing can decide and the
     *     policy is {@code fail}
     */
    Map<BlockId, Verdict> resolve(Recipient table, Collection<Block> doubtful)
            throws ClickHouseException {
        Map<Long, Map<String, Long>> present = fencesIn(table, doubtful);
        Map<BlockId, Verdict> verdicts = new HashMap<>();
        for (Block block : doubtful) {
            Verdict verdict =
                    isSameTable(table, block)
                            ? table.fence() && block.target().isFenced()
                                    ? byFence(
                                            table,
                                            block,
                                            present.getOrDefault(block.target().fence(), Map.of()))
                                    : byToken(table, block)
                            : byPolicy(
                                    block,
                                    "the table was dropped and created again, or exchanged, since");
            LOG.info("In doubt: {} sealed {} ms ago: {}", block, age(block), verdict);
            verdicts.put(block.id(), verdict);
        }
        return verdicts;
    }

    private Map<Long, Map<String, Long>> fencesIn(Recipient table, Collection<Block> blocks)
            throws ClickHouseException {
        List<Long> fences =
                blocks.stream()
                        .filter(block -> block.target().isFenced())
                        .map(block -> block.target().fence())
                        .toList();
        return table.fence() && !fences.isEmpty() ? queries.rows(table, fences) : Map.of();
    }

    private static boolean isSameTable(Recipient table, Block block) {
        return table.target().uuid().equals(block.target().tableUuid());
    }

    private Verdict byFence(Recipient table, Block block, Map<String, Long> partitions)
            throws ClickHouseException {
        long rows = partitions.values().stream().mapToLong(Long::longValue).sum();
        if (rows == 0) {
            requireAuthority(table, block);
            return new Send(Reason.FENCE_ABSENT);
        }
        if (block.content().isMessages()) {
            return ofMessages(table, block, rows);
        }
        if (rows >= block.content().rows()) {
            if (rows > block.content().rows()) {
                LOG.warn(
                        "{} has {} rows in the table: another insert carries its fence",
                        block,
                        rows);
            }
            // The source has it all; a view may have been cut off by a crash and takes it from a
            // repeated insert.
            return table.hasViews() && isRemembered(table, block)
                    ? new Send(Reason.VIEWS_AGAIN)
                    : new Done(Reason.FENCE_COMPLETE);
        }
        return isRemembered(table, block)
                ? new Send(Reason.FENCE_PARTIAL)
                : new Repair(partitions.keySet());
    }

    /**
     * How many rows the messages make is not known. One part that is there is all of it where the
     * block makes no second one.
     */
    private Verdict ofMessages(Recipient table, Block block, long rows) throws ClickHouseException {
        if (isRemembered(table, block)) {
            return new Send(Reason.TOKEN);
        }
        return table.target().partitionKey().isEmpty() && rows < ROWS_OF_ONE_PART
                ? new Done(Reason.FENCE_COMPLETE)
                : byPolicy(
                        block,
                        "some of its rows are, but messages do not say how many there must be in"
                                + " all, and the server may have forgotten its token (window: "
                                + table.window()
                                + ")");
    }

    private Verdict byToken(Recipient table, Block block) throws ClickHouseException {
        if (table.isIdempotent() && !table.hasViews()) {
            return new Send(Reason.IDEMPOTENT);
        }
        return isRemembered(table, block)
                ? new Send(Reason.TOKEN)
                : byPolicy(
                        block,
                        "the server may have forgotten its token (window: " + table.window() + ")");
    }

    /** False also where the user may not see how many inserts there were. */
    private boolean isRemembered(Recipient table, Block block) throws ClickHouseException {
        if (!table.window().exists()) {
            return false;
        }
        OptionalLong since = queries.insertsSince(table, block.origin().sealedAt());
        return since.isPresent() && table.window().covers(age(block) / 1000, since.getAsLong());
    }

    /** That a block is not found says something only where it would be seen if it were there. */
    private void requireAuthority(Recipient table, Block block) throws ClickHouseException {
        if (!table.engine().isReplicated() || isRemembered(table, block)) {
            return; // where the token is remembered, sending again is safe whatever this replica
            // sees
        }
        boolean lagging =
                queries.replicas(table).stream()
                        .anyMatch(
                                replica ->
                                        replica.readOnly()
                                                || replica.delaySeconds()
                                                                + REPLICA_LAG_MARGIN_SECONDS
                                                        > age(block) / 1000);
        if (lagging) {
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

    private Verdict byPolicy(Block block, String why) throws ClickHouseException {
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
                                    + age(block) / 1000
                                    + " s ago, is already in the table: "
                                    + why
                                    + ". Look for its rows, then"
                                    + " restart with 'sink.exactly-once.in-doubt' = 'resend' if they are"
                                    + " missing, or 'skip' if they are there. A fence column makes this"
                                    + " decidable: "
                                    + Guarantee.addFence(block.target().table(), fenceColumn));
        };
    }

    private long age(Block block) {
        return Math.max(0, clockMillis.getAsLong() - block.origin().sealedAt());
    }
}
