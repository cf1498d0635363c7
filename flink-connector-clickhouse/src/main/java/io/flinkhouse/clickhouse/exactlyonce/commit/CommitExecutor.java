// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertRequest;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Done;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Repair;
import io.flinkhouse.clickhouse.exactlyonce.commit.InDoubtVerdict.Send;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.InDoubtQueries;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuarantees;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.TableGuaranteesReader;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadPrefix;
import io.flinkhouse.clickhouse.exactlyonce.spool.Spool;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler.Remainder;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends due blocks to the server by their verdicts and retries until each is acknowledged; several
 * at a time, unless their order matters.
 */
final class CommitExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitExecutor.class);

    private final CommitConfig config;
    private final ClickHouseClient client;
    private final Spool spool;
    private final CommitMetrics metrics;
    private final TableGuaranteesReader guarantees;
    private final InDoubtResolver resolver;
    private final Map<TablePath, TableGuarantees> tables = new ConcurrentHashMap<>();
    private CommitThreads threads;
    private InsertSettings pinned;

    CommitExecutor(
            CommitConfig config, ClickHouseClient client, Spool spool, CommitMetrics metrics) {
        this.config = config;
        this.client = client;
        this.spool = spool;
        this.metrics = metrics;
        String fenceColumn = config.exactlyOnce().fenceColumn();
        this.guarantees = new TableGuaranteesReader(client, fenceColumn);
        this.resolver =
                new InDoubtResolver(
                        new InDoubtQueries(client, fenceColumn),
                        fenceColumn,
                        config.exactlyOnce().inDoubt(),
                        System::currentTimeMillis);
    }

    /**
     * Returns verdicts for blocks that may be in the table already; reads the table's guarantees
     * again.
     */
    Map<BlockId, InDoubtVerdict> resolve(TablePath table, List<BlockMetadata> doubtful)
            throws ClickHouseException, InterruptedException {
        return Retry.call(
                config.retry(),
                () -> {
                    TableGuarantees current = guarantees.of(TableDescription.of(client, table));
                    tables.put(table, current);
                    return resolver.resolve(current, doubtful);
                },
                this::retried);
    }

    /**
     * Sends every block by its verdict, and returns when all are acknowledged.
     *
     * @param acknowledged gets each block that is in its table and not yet in the ledger
     * @throws IOException the first failure; the other blocks may or may not have been sent
     */
    void deliver(
            List<Committable> due,
            Map<BlockId, InDoubtVerdict> verdicts,
            AcknowledgedBlocks acknowledged)
            throws IOException, InterruptedException {
        List<CommitThreads.Send> sends = new ArrayList<>();
        for (Committable committable : due) {
            InDoubtVerdict verdict = verdicts.get(committable.id());
            metrics.resolved(reason(verdict));
            if (!(verdict instanceof Done done)) {
                prepare(committable.block().target().table());
                sends.add(
                        () -> {
                            send(committable, verdict);
                            acknowledged.add(committable);
                        });
            } else if (done.reason() == Reason.LEDGER) {
                acknowledged.discard(committable);
            } else {
                acknowledged.add(committable);
            }
        }
        if (!sends.isEmpty()) {
            threads().run(sends);
        }
    }

    private CommitThreads threads() throws IOException {
        if (threads == null) {
            threads =
                    config.order().matters(client)
                            ? new CommitThreads.InTurn()
                            : new CommitThreads.SideBySide(config.inFlight());
        }
        return threads;
    }

    private static Reason reason(InDoubtVerdict verdict) {
        if (verdict instanceof Done done) {
            return done.reason();
        }
        return verdict instanceof Send send ? send.reason() : Reason.FENCE_PARTIAL;
    }

    private void prepare(TablePath table) throws ClickHouseException, InterruptedException {
        TableReader server = new TableReader(client, table);
        if (pinned == null) {
            pinned =
                    Retry.call(
                            config.retry(),
                            () -> server.settings(InsertProfile.EXACTLY_ONCE),
                            this::retried);
        }
        if (!tables.containsKey(table)) {
            tables.put(
                    table,
                    Retry.call(
                            config.retry(),
                            () -> guarantees.of(server.read().table()),
                            this::retried));
        }
    }

    private void send(Committable committable, InDoubtVerdict verdict)
            throws IOException, InterruptedException {
        Payload payload = Retry.call(config.retry(), () -> read(committable), this::retried);
        Retry.call(
                config.retry(), new Sending(committable.block(), verdict, payload), this::retried);
        payload.release();
    }

    /** The attempts to send one block. */
    private final class Sending implements Retry.Attempt<Void> {

        private final BlockMetadata block;
        private final Payload kept;
        private Payload payload;
        private InDoubtVerdict verdict;
        private boolean tried;

        Sending(BlockMetadata block, InDoubtVerdict verdict, Payload kept) {
            this.block = block;
            this.verdict = verdict;
            this.kept = kept;
            this.payload = new PayloadPrefix(kept, kept.length() - block.content().boundaries());
        }

        @Override
        public Void run() throws ClickHouseException, InterruptedException {
            if (tried) {
                verdict = afterFailure(block, verdict);
            }
            tried = true;
            if (!(verdict instanceof Done)) {
                insert();
            }
            return null;
        }

        private void insert() throws ClickHouseException, InterruptedException {
            try {
                client.insert(request(block, verdict, payload));
            } catch (ClickHouseException e) {
                if (!block.content().kind().isRefused(e)) {
                    throw e;
                }
                salvage(e);
            }
        }

        /** Handles a refused block: nothing of it is in the table, and its token is unused. */
        private void salvage(ClickHouseException refusal)
                throws ClickHouseException, InterruptedException {
            Remainder rest =
                    config.salvage().salvage(StoredBlock.refused(block, kept), client, refusal);
            metrics.refused(rest.leftOut());
            payload = rest.block();
            if (!rest.isEmpty()) {
                client.insert(request(block, verdict, payload));
            }
        }
    }

    /**
     * Resolves a block after a failed attempt, which may have stored it. If the server remembers
     * the token, a retry is safe.
     */
    private InDoubtVerdict afterFailure(BlockMetadata block, InDoubtVerdict verdict)
            throws ClickHouseException {
        TableGuarantees table = tables.get(block.target().table());
        if (table.window().exists() || !table.fence() || !block.target().isFenced()) {
            return verdict;
        }
        return resolver.resolve(table, List.of(block)).get(block.id());
    }

    private Payload read(Committable committable) throws ClickHouseException {
        try {
            return spool.read(committable);
        } catch (FileNotFoundException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.FAIL,
                    "The sealed bytes of "
                            + committable.block()
                            + " are gone: "
                            + e.getMessage()
                            + ". Either the savepoint is older than 'sink.exactly-once.retention', or"
                            + " 'sink.exactly-once.spool-path' is not a directory that all TaskManagers"
                            + " share, or it was cleaned by hand. The rows were not dropped silently: restore"
                            + " the file, or replay from the source.",
                    e);
        } catch (IOException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE, FailureKind.RETRY, e.getMessage(), e);
        }
    }

    private InsertRequest request(BlockMetadata block, InDoubtVerdict verdict, Payload payload)
            throws ClickHouseException {
        String statement =
                verdict instanceof Repair repair
                        ? RepairStatement.of(
                                tables.get(block.target().table()).target(),
                                block,
                                repair.partitionsPresent())
                        : block.target().statement();
        String token = block.id().toString();
        return new InsertRequest(
                statement,
                block.queryId(),
                (block.content().isMessages() ? pinned.ofMessages() : pinned).under(token),
                payload,
                block.content().compressed());
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
