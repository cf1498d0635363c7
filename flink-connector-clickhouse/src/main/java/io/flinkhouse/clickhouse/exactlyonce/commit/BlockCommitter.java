// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Ledger;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.MetricGroup;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
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
    private final CommitServer server;
    private final Ledger ledger;
    private final CommitExecutor executor;

    /**
     * Creates the committer without a connection: a job without blocks to commit sends no request.
     *
     * @param epoch blocks of this epoch are fresh, all others may be committed already; see {@link
     *     FreshEpoch}
     */
    public BlockCommitter(CommitConfig config, long epoch, MetricGroup metrics) {
        this(config, epoch, metrics, new HttpCommitServer(config));
    }

    BlockCommitter(CommitConfig config, long epoch, MetricGroup metrics, CommitServer server) {
        this.config = config;
        this.epoch = epoch;
        this.metrics = new CommitMetrics(metrics, config);
        this.server = server;
        Spool spool = new Spool(config.exactlyOnce().spoolPath());
        this.ledger = new Ledger(spool);
        this.executor = new CommitExecutor(config, server, spool, ledger, this.metrics);
    }

    /** Shows the metrics before there is something to commit. */
    public BlockCommitter withMetrics() {
        metrics.show();
        return this;
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
        requireSpool();
        long start = System.nanoTime();
        metrics.begin(due);
        Set<BlockId> there = executor.deliver(due, this::isFresh);
        metrics.end((System.nanoTime() - start) / 1_000_000);
        return there;
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

    private boolean isFresh(Committable committable) {
        return committable.block().origin().epoch() == epoch;
    }

    @Override
    public void close() {
        executor.close();
        server.close();
        ledger.close();
    }
}
