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
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolRetry;
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
 *   <li>A payload is dropped only after the server has acknowledged it and the ledger says so.
 *   <li>Whatever fails ends in an exception: a committable is never reported as failed and skipped.
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
    private final CommitExecutor delivery;

    /**
     * Creates the committer without a connection: a job without blocks to commit sends no request.
     *
     * @param epoch blocks of this epoch are fresh, all others may be committed already; see {@link
     *     #epochOf}
     */
    public BlockCommitter(CommitConfig config, long epoch, MetricGroup metrics) {
        this.config = config;
        this.epoch = epoch;
        this.metrics = new CommitMetrics(metrics, config);
        this.client = new ClickHouseClient(config.connection(), config.inFlight());
        this.spool = new Spool(config.exactlyOnce().spoolPath());
        this.ledger = new Ledger(spool);
        this.delivery = new CommitExecutor(config, client, spool, this.metrics);
    }

    /** Shows the metrics before there is something to commit. */
    public BlockCommitter withMetrics() {
        metrics.show();
        return this;
    }

    /** The epoch whose blocks cannot have been sent before; see {@link BlockOrigin#epoch}. */
    public static long epochOf(CommitterInitContext context) {
        boolean firstAttempt = context.getTaskInfo().getAttemptNumber() == 0;
        // Without a restored checkpoint a repeated attempt may get blocks of the one before: batch
        // mode does that.
        return context.getRestoredCheckpointId()
                .orElse(firstAttempt ? BlockOrigin.NEW : Long.MIN_VALUE);
    }

    @Override
    public void commit(Collection<CommitRequest<Committable>> requests)
            throws IOException, InterruptedException {
        Set<BlockId> there =
                commitAll(requests.stream().map(CommitRequest::getCommittable).toList());
        for (CommitRequest<Committable> request : requests) {
            if (there.contains(request.getCommittable().id())) {
                request.signalAlreadyCommitted();
            }
        }
    }

    /** Commits without Flink's bookkeeping; returns the blocks that were in their table before. */
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
        deliver(due, verdicts);
        metrics.end((System.nanoTime() - start) / 1_000_000);
        verdicts.values().removeIf(verdict -> !(verdict instanceof Done));
        return verdicts.keySet();
    }

    /** Sends the blocks; all that reach their table are recorded, also when others fail. */
    private void deliver(List<Committable> due, Map<BlockId, InDoubtVerdict> verdicts)
            throws IOException, InterruptedException {
        AcknowledgedBlocks acknowledged = new AcknowledgedBlocks(ledger, spool, config.retry());
        try {
            delivery.deliver(due, verdicts, acknowledged);
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
        Set<BlockId> committed = doubtful.isEmpty() ? Set.of() : recorded(doubtful);
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
                verdicts.putAll(delivery.resolve(table.getKey(), open));
            }
        }
        return verdicts;
    }

    private Set<BlockId> recorded(List<Committable> doubtful)
            throws IOException, InterruptedException {
        return SpoolRetry.call(
                config.retry(),
                "Cannot read in the ledger what is committed",
                () -> ledger.committed(doubtful));
    }

    private boolean isInDoubt(Committable committable) {
        return committable.block().origin().epoch() != epoch;
    }

    @Override
    public void close() {
        delivery.close();
        client.close();
        ledger.close();
    }
}
