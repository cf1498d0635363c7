// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.config.InDoubt;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.sink.commit.Verdict.Done;
import io.flinkhouse.sink.commit.Verdict.Reason;
import io.flinkhouse.sink.commit.Verdict.Repair;
import io.flinkhouse.sink.commit.Verdict.Send;
import io.flinkhouse.sql.Identifiers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Decides, for blocks of one table that may or may not be there, what is to be done with each. */
final class Resolver {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    /** From so many rows on the server cuts an insert in two. */
    private static final long ROWS_OF_ONE_PART = 1_048_449;

    private static final long REPLICA_LAG_MARGIN_SECONDS = 60;

    private final ClickHouseClient client;
    private final String fenceColumn;
    private final InDoubt policy;
    private final LongSupplier clockMillis;

    Resolver(
            ClickHouseClient client, String fenceColumn, InDoubt policy, LongSupplier clockMillis) {
        this.client = client;
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

    /** Rows per partition, per fence. */
    private Map<Long, Map<String, Long>> fencesIn(Recipient table, Collection<Block> blocks)
            throws ClickHouseException {
        String fences =
                blocks.stream()
                        .filter(block -> block.target().isFenced())
                        .map(block -> Long.toUnsignedString(block.target().fence()))
                        .collect(Collectors.joining(", "));
        Map<Long, Map<String, Long>> present = new HashMap<>();
        if (!table.fence() || fences.isEmpty()) {
            return present;
        }
        String column = Identifiers.quote(fenceColumn);
        Map<String, String> consistent =
                Map.of("select_sequential_consistency", table.engine().isReplicated() ? "1" : "0");
        for (List<String> row :
                client.query(
                        "SELECT "
                                + column
                                + ", _partition_id, count() FROM "
                                + table.path()
                                + " WHERE "
                                + column
                                + " IN ("
                                + fences
                                + ") GROUP BY 1, 2",
                        consistent)) {
            present.computeIfAbsent(Long.parseUnsignedLong(row.get(0)), fence -> new HashMap<>())
                    .put(row.get(1), Long.parseLong(row.get(2)));
        }
        return present;
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
        boolean remembered = isRemembered(table, block);
        if (block.content().isMessages()) {
            return ofMessages(table, block, rows, remembered);
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
            return table.hasViews() && remembered
                    ? new Send(Reason.VIEWS_AGAIN)
                    : new Done(Reason.FENCE_COMPLETE);
        }
        return remembered ? new Send(Reason.FENCE_PARTIAL) : new Repair(partitions.keySet());
    }

    /**
     * How many rows the messages make is not known. One part that is there is all of it where the
     * block makes no second one.
     */
    private Verdict ofMessages(Recipient table, Block block, long rows, boolean remembered)
            throws ClickHouseException {
        if (remembered) {
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

    private boolean isRemembered(Recipient table, Block block) throws ClickHouseException {
        DedupWindow window = table.window();
        return window.exists() && window.covers(age(block) / 1000, insertsSince(table, block));
    }

    /**
     * At most so many inserts have come since the block was sealed: block numbers grow, and a part
     * that was last touched before holds only older ones.
     */
    private long insertsSince(Recipient table, Block block) throws ClickHouseException {
        String before =
                "modification_time < toDateTime(" + (block.origin().sealedAt() / 1000 - 1) + ")";
        String scope = table.engine().isReplicated() ? "partition_id" : "''";
        return Long.parseLong(
                client.query(
                                "SELECT max(n) FROM (SELECT max(max_block_number)"
                                        + " - maxIf(max_block_number, "
                                        + before
                                        + ") AS n FROM system.parts WHERE"
                                        + " database = {db:String} AND table = {table:String} GROUP BY "
                                        + scope
                                        + " UNION ALL SELECT 0)",
                                Map.of(
                                        "param_db", table.path().database(),
                                        "param_table", table.path().table()))
                        .get(0)
                        .get(0));
    }

    /** That a block is not found says something only where it would be seen if it were there. */
    private void requireAuthority(Recipient table, Block block) throws ClickHouseException {
        if (!table.engine().isReplicated() || isRemembered(table, block)) {
            return; // where the token is remembered, sending again is safe whatever this replica
            // sees
        }
        List<List<String>> replica =
                client.query(
                        "SELECT is_readonly, absolute_delay FROM system.replicas WHERE database = {db:String} AND"
                                + " table = {table:String}",
                        Map.of(
                                "param_db",
                                table.path().database(),
                                "param_table",
                                table.path().table()));
        boolean lagging =
                replica.stream()
                        .anyMatch(
                                row ->
                                        !row.get(0).equals("0")
                                                || Long.parseLong(row.get(1))
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
