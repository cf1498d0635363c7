// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Send;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.metrics.MetricGroup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends sealed blocks after their checkpoint is complete, each exactly once.
 *
 * <p>Holds under these conditions:
 *
 * <ul>
 *   <li>A committable may arrive again, also after it was committed, on any subtask and at any age.
 *   <li>A sealed block never changes: same bytes, same token, same split, for ever.
 *   <li>A payload is removed only after the server has acknowledged it and the ledger has recorded
 *       it.
 *   <li>Every failure is thrown: a committable is never reported as failed and skipped.
 * </ul>
 */
@Internal
public final class BlockCommitter implements Committer<Committable> {

    private final CommitConfig config;
    private final long epoch;
    private final CommitMetrics metrics;
    private final ClickHouseClient client;
    private final Spool spool;
    private final Ledger ledger;
    private final CommitExecutor executor;

    /**
     * Creates the committer without a connection: a job without blocks to commit sends no request.
     *
     * @param epoch the epoch of blocks that were not sent before; all others may be committed
     *     already; see {@link #epochOf}
     */
    public BlockCommitter(CommitConfig config, long epoch, MetricGroup metrics) {
        this.config = config;
        this.epoch = epoch;
        this.metrics = new CommitMetrics(metrics, config);
        this.client = new ClickHouseClient(config.connection(), config.inFlight());
        this.spool = new Spool(config.exactlyOnce().spoolPath());
        this.ledger = new Ledger(spool);
        this.executor = new CommitExecutor(config, client, spool, this.metrics);
    }

    /** Returns a committer that registers its metrics before the first block. */
    public BlockCommitter withMetrics() {
        metrics.show();
        return this;
    }

    /**
     * Returns the epoch whose blocks cannot have been sent before; see {@link BlockOrigin#epoch}.
     */
    public static long epochOf(CommitterInitContext context) {
        boolean firstAttempt = context.getTaskInfo().getAttemptNumber() == 0;
        // Without a restored checkpoint, a repeated attempt may get blocks of the previous attempt,
        // as in batch mode.
        return context.getRestoredCheckpointId()
                .orElse(firstAttempt ? BlockOrigin.NEW : Long.MIN_VALUE);
    }

    @Override
    public void commit(Collection<CommitRequest<Committable>> requests)
            throws IOException, InterruptedException {
        Set<BlockId> stored =
                commitAll(requests.stream().map(CommitRequest::getCommittable).toList());
        for (CommitRequest<Committable> request : requests) {
            if (stored.contains(request.getCommittable().id())) {
                request.signalAlreadyCommitted();
            }
        }
    }

    /**
     * Commits blocks outside of Flink's protocol; returns the blocks that were already in their
     * table.
     */
    public Set<BlockId> commitAll(List<Committable> due) throws IOException, InterruptedException {
        if (due.isEmpty()) {
            return Set.of();
        }
        Map<TablePath, List<Committable>> byTable = new LinkedHashMap<>();
        for (Committable committable : due) {
            byTable.computeIfAbsent(committable.block().target().table(), t -> new ArrayList<>())
                    .add(committable);
        }
        requireSpool();
        long start = System.nanoTime();
        metrics.begin(due);
        Map<BlockId, InDoubtVerdict> verdicts = verdicts(due, byTable);
        executor.deliver(due, verdicts);
        ledger.record(due);
        for (Committable committable : due) {
            spool.discard(committable);
        }
        metrics.end((System.nanoTime() - start) / 1_000_000);
        verdicts.values().removeIf(verdict -> !(verdict instanceof Done));
        return verdicts.keySet();
    }

    private void requireSpool() throws IOException {
        try {
            config.exactlyOnce().requireSpool();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "This state holds sealed blocks of an exactly-once run that are still to be committed. "
                            + e.getMessage(),
                    e);
        }
    }

    private Map<BlockId, InDoubtVerdict> verdicts(
            List<Committable> due, Map<TablePath, List<Committable>> byTable)
            throws IOException, InterruptedException {
        Map<BlockId, InDoubtVerdict> verdicts = new HashMap<>();
        List<Committable> doubtful = due.stream().filter(this::isInDoubt).toList();
        Set<BlockId> committed = doubtful.isEmpty() ? Set.of() : ledger.committed(doubtful);
        for (Map.Entry<TablePath, List<Committable>> table : byTable.entrySet()) {
            List<BlockMetadata> open = new ArrayList<>();
            for (Committable committable : table.getValue()) {
                if (committed.contains(committable.id())) {
                    verdicts.put(committable.id(), new Done(Reason.LEDGER));
                } else if (isInDoubt(committable)) {
                    open.add(committable.block());
                } else {
                    verdicts.put(committable.id(), new Send(Reason.FRESH));
                }
            }
            if (!open.isEmpty()) {
                verdicts.putAll(executor.resolve(table.getKey(), open));
            }
        }
        return verdicts;
    }

    private boolean isInDoubt(Committable committable) {
        return committable.block().origin().epoch() != epoch;
    }

    @Override
    public void close() {
        executor.close();
        client.close();
    }
}
