// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Settling;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.FenceRows;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolRetry;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Brings due blocks into their tables and retries until each is acknowledged; several at a time,
 * unless their order matters. What is acknowledged goes to the ledger within seconds.
 */
final class CommitExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitExecutor.class);

    /** So often the server is asked for a block that time alone decides on. */
    private static final long SETTLING_MILLIS = 10_000;

    private final CommitConfig config;
    private final CommitServer server;
    private final Spool spool;
    private final Ledger ledger;
    private final CommitMetrics metrics;
    private final Map<TablePath, TableGuarantees> tables = new ConcurrentHashMap<>();
    private CommitThreads threads;

    CommitExecutor(
            CommitConfig config,
            CommitServer server,
            Spool spool,
            Ledger ledger,
            CommitMetrics metrics) {
        this.config = config;
        this.server = server;
        this.spool = spool;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /**
     * Returns when all blocks are in their tables and in the ledger.
     *
     * @param fresh whether nobody can have sent a block before
     * @return those that were in their table before
     * @throws IOException the first failure; the ledger names the blocks that were acknowledged
     */
    Set<BlockId> deliver(List<Committable> due, Predicate<Committable> fresh)
            throws IOException, InterruptedException {
        List<Committable> doubtful = due.stream().filter(fresh.negate()).toList();
        Set<BlockId> known = doubtful.isEmpty() ? Set.of() : recorded(doubtful);
        Set<BlockId> complete = complete(doubtful, known);
        AcknowledgedBlocks acknowledged = new AcknowledgedBlocks(ledger, spool, config.retry());
        Set<BlockId> there = ConcurrentHashMap.newKeySet();
        List<CommitThreads.CommitTask> sends = new ArrayList<>();
        for (Committable committable : due) {
            if (complete.contains(committable.id())) {
                metrics.resolved(Reason.FENCE_COMPLETE);
                there.add(committable.id());
                acknowledged.add(committable);
                continue;
            }
            BlockFacts facts =
                    new BlockFacts(
                            new BlockFacts.Sources(server, ledger, tables),
                            committable,
                            fresh.test(committable),
                            known.contains(committable.id()));
            sends.add(
                    () -> {
                        Verdict verdict = commit(committable, facts);
                        if (verdict instanceof Done) {
                            there.add(committable.id());
                        }
                        if (verdict instanceof Done done && done.reason() == Reason.LEDGER) {
                            acknowledged.discard(committable);
                        } else {
                            acknowledged.add(committable);
                        }
                    });
        }
        run(sends, acknowledged);
        return there;
    }

    private Set<BlockId> recorded(List<Committable> doubtful)
            throws IOException, InterruptedException {
        return SpoolRetry.call(
                config.retry(),
                "Cannot read in the ledger what is committed",
                () -> ledger.committed(doubtful));
    }

    /** Sends the blocks; all that reach their table are recorded, also when others fail. */
    private void run(List<CommitThreads.CommitTask> sends, AcknowledgedBlocks acknowledged)
            throws IOException, InterruptedException {
        try {
            if (!sends.isEmpty()) {
                threads().run(sends, acknowledged::recordNowAndThen);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            try {
                acknowledged.record();
            } catch (IOException | InterruptedException | RuntimeException unrecorded) {
                e.addSuppressed(unrecorded);
            }
            throw e;
        }
        acknowledged.record();
    }

    private CommitThreads threads() throws IOException {
        if (threads == null) {
            threads =
                    server.orderMatters()
                            ? new CommitThreads.InTurn()
                            : new CommitThreads.SideBySide(config.inFlight());
        }
        return threads;
    }

    /**
     * Looks in one query for each table which blocks are there with all their rows. Such a block
     * stays committed, whatever happens until the others are decided on.
     */
    private Set<BlockId> complete(List<Committable> doubtful, Set<BlockId> known)
            throws IOException, InterruptedException {
        Map<TablePath, List<Committable>> byTable = new LinkedHashMap<>();
        for (Committable committable : doubtful) {
            if (!known.contains(committable.id()) && committable.block().target().isFenced()) {
                byTable.computeIfAbsent(
                                committable.block().target().table(), table -> new ArrayList<>())
                        .add(committable);
            }
        }
        Set<BlockId> complete = new HashSet<>();
        for (Map.Entry<TablePath, List<Committable>> table : byTable.entrySet()) {
            complete.addAll(
                    Retry.call(
                            config.retry(),
                            () -> completeIn(table.getKey(), table.getValue()),
                            this::retried));
        }
        return complete;
    }

    private Set<BlockId> completeIn(TablePath path, Collection<Committable> blocks)
            throws ClickHouseException {
        TableGuarantees table = server.guarantees(path);
        tables.put(path, table);
        if (!table.fence() || table.isReplicated() || table.hasViews()) {
            return Set.of();
        }
        Map<Long, FenceRows> rows =
                server.rows(
                        table, blocks.stream().map(each -> each.block().target().fence()).toList());
        Set<BlockId> complete = new HashSet<>();
        for (Committable each : blocks) {
            FenceRows found = rows.getOrDefault(each.block().target().fence(), FenceRows.NONE);
            if (CommitDecision.isComplete(each.block(), table, found)) {
                LOG.info("In doubt: {}: {}", each.block(), new Done(Reason.FENCE_COMPLETE));
                complete.add(each.id());
            }
        }
        return complete;
    }

    private Verdict commit(Committable committable, BlockFacts facts)
            throws IOException, InterruptedException {
        BlockAttempts attempts =
                new BlockAttempts(
                        new BlockAttempts.Means(config, server, spool, metrics),
                        committable,
                        facts);
        try {
            Verdict last = Retry.call(config.retry(), attempts, this::retried);
            while (last instanceof Settling) {
                // The budget of the retries is for failures, and shorter than parts are young.
                Thread.sleep(Math.min(config.retry().maxBackoff().toMillis(), SETTLING_MILLIS));
                last = Retry.call(config.retry(), attempts, this::retried);
            }
            return last;
        } finally {
            attempts.release();
        }
    }

    private void retried(int attempts, Duration wait, ClickHouseException failure) {
        LOG.info("Attempt {} failed, next in {}: {}", attempts, wait, failure.getMessage());
        metrics.resent();
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.close();
        }
    }
}
