// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.rejection;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.codec.DecodedRows;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.passthrough.DecodedMessages;
import io.flinkhouse.clickhouse.passthrough.MessageFormat;
import io.flinkhouse.clickhouse.schema.TableReader;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the rows or messages that the server refuses from a block, so that the others are stored.
 *
 * <p>It finds them by dry runs, so nothing of the block is in the table until its remainder is
 * sent, as one block. The same bytes give the same remainder.
 */
@Internal
public final class BisectingHandler implements RefusedBlockHandler {

    private static final Logger LOG = LoggerFactory.getLogger(BisectingHandler.class);

    /** Shorter than the default checkpoint time-out, so that the job fails with this reason. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final RetryConfig retry;
    private final RefusedPartSink refusals;
    private final Duration patience;

    /**
     * @param patience the time limit of the search for refused parts
     */
    BisectingHandler(RetryConfig retry, RefusedPartSink refusals, Duration patience) {
        this.retry = retry;
        this.refusals = refusals;
        this.patience = patience;
    }

    /** Returns a handler that drops refused rows and messages. */
    public static RefusedBlockHandler skipping(RetryConfig retry) {
        return new BisectingHandler(retry, RefusedPartSink.SKIP, PATIENCE);
    }

    /** Returns a handler that writes refused rows and messages to the dead-letter table. */
    public static RefusedBlockHandler keeping(DeadLetterTable table, RetryConfig retry) {
        return new BisectingHandler(retry, new RefusedDeadLetters(table, retry), PATIENCE);
    }

    @Override
    public void probeGrants(TableReader server) throws ClickHouseException {
        DryRun.probeGrants(server);
    }

    @Override
    public Remainder handle(
            RefusedBlock block, ClickHouseClient client, ClickHouseException refusal)
            throws ClickHouseException, InterruptedException {
        BlockParts parts = decoded(block, refusal);
        DryRun dryRun = new DryRun(client, block);
        long start = System.nanoTime();
        Map<Integer, ClickHouseException> refused =
                Bisection.refused(
                        parts.count(),
                        (from, to) -> {
                            if (System.nanoTime() - start >= patience.toNanos()) {
                                throw tooMany(block, from, refusal);
                            }
                            return attempt(dryRun, parts.range(from, to));
                        });
        if (refused.isEmpty()) {
            throw refusal.kind() == FailureKind.REJECT ? noSinglePart(block, refusal) : refusal;
        }
        BitSet out = new BitSet();
        refused.keySet().forEach(out::set);
        EncodedBlock rest = parts.without(out);
        Optional<ClickHouseException> remainderRefusal = attempt(dryRun, rest);
        if (remainderRefusal.isPresent()) {
            throw noSinglePart(block, remainderRefusal.get());
        }
        refusals.keep(block, parts, refused, client);
        LOG.info(
                "{} refuses {} of {} {}s of a block",
                block.table(),
                refused.size(),
                parts.count(),
                block.kind().part());
        return new Remainder(rest, refused.size());
    }

    private static BlockParts decoded(RefusedBlock block) {
        RefusedBlock.BlockBytes bytes = block.bytes();
        return switch (block.kind()) {
            case ROWS -> new RowParts(DecodedRows.read(bytes.frames()));
            case MESSAGES ->
                    new MessageParts(
                            DecodedMessages.read(
                                    MessageFormat.of(block.format()).framing(),
                                    bytes.frames(),
                                    bytes.boundaries(),
                                    block.parts()));
        };
    }

    private static BlockParts decoded(RefusedBlock block, ClickHouseException refusal)
            throws ClickHouseException {
        try {
            return decoded(block);
        } catch (BadValueException e) {
            throw new ClickHouseException(
                    refusal.code(),
                    FailureKind.REJECT,
                    refusal.getMessage()
                            + ". The connector cannot decode the block to find the refused rows:"
                            + " "
                            + e.getMessage(),
                    refusal);
        }
    }

    private Optional<ClickHouseException> attempt(DryRun dryRun, EncodedBlock parts)
            throws ClickHouseException, InterruptedException {
        if (parts.rows() == 0) {
            return Optional.empty();
        }
        return Retry.call(
                retry,
                () -> dryRun.refusal(parts),
                (attempts, wait, failure) ->
                        LOG.info("Retrying a dry run in {}: {}", wait, failure.getMessage()));
    }

    private ClickHouseException tooMany(
            RefusedBlock block, int checked, ClickHouseException refusal) {
        return new ClickHouseException(
                refusal.code(),
                FailureKind.REJECT,
                refusal.getMessage()
                        + ". Searching for the refused "
                        + block.kind().part()
                        + "s takes more than "
                        + patience.toSeconds()
                        + " s, in which "
                        + checked
                        + " of "
                        + block.parts()
                        + " were checked; too many are invalid. Fix the producer or change the"
                        + " table, or lower 'sink.flush.max-rows' for smaller blocks",
                refusal);
    }

    private static ClickHouseException noSinglePart(
            RefusedBlock block, ClickHouseException refusal) {
        return new ClickHouseException(
                refusal.code(),
                FailureKind.REJECT,
                refusal.getMessage()
                        + ". No single "
                        + block.kind().part()
                        + " is refused alone: the table's columns and constraints accept each."
                        + " So a materialized view, the partition key, the sorting key or a"
                        + " TTL of the table fails, or "
                        + block.kind().part()
                        + "s conflict with each other in one insert. 'sink.error-mode' cannot"
                        + " help: fix the view, key or TTL expression",
                refusal);
    }
}
