// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.InsertSettings;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.mapping.RowConverter;
import io.flinkhouse.clickhouse.schema.TableInquiry;
import io.flinkhouse.clickhouse.sink.write.Batch;
import io.flinkhouse.clickhouse.sink.write.BatchSender;
import io.flinkhouse.clickhouse.sink.write.FlushTimer;
import io.flinkhouse.clickhouse.sink.write.InFlightInserts;
import io.flinkhouse.clickhouse.sink.write.InsertBatch;
import io.flinkhouse.clickhouse.sink.write.MutationBatch;
import io.flinkhouse.clickhouse.sink.write.SinkMetrics;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Writes rows without the committer: batches are sent as they fill, and a checkpoint waits for all
 * of them with at-least-once, for none of them without a guarantee. The end of the input waits for
 * all rows.
 *
 * <p>Memory is bounded: a block is sealed only when its insert may start, so a subtask holds one
 * open block and at most one sealed block per insert in flight.
 */
final class DirectWriter<T> implements CommittingSinkWriter<T, Committable> {

    private static final Logger LOG = LoggerFactory.getLogger(DirectWriter.class);

    private final RowConverter<T> rows;
    private final ChangelogWriter changes;
    private final Batch open;
    private final InFlightInserts inserts;
    private final FlushTimer timer;
    private final RejectedRowHandler rejected;
    private final FlushTimer rejectedTimer;
    private final SinkMetrics metrics;
    private final CheckpointFlush atCheckpoint;

    /**
     * @param path the conversion of records to rows of the table
     * @param sender the sender, which this writer closes
     */
    DirectWriter(
            SinkConfig<T> config,
            WritePath<T> path,
            BatchSender sender,
            RejectedRowHandler rejected,
            CheckpointFlush atCheckpoint,
            WriterInitContext context) {
        this.atCheckpoint = atCheckpoint;
        this.rows = path.converter();
        this.changes = path.changes();
        this.metrics =
                SinkMetrics.ofSending(context.metricGroup(), !config.rejection().fails(), changes);
        this.open = open(config);
        this.inserts =
                new InFlightInserts(
                        sender,
                        changes.isOrdered() ? 1 : config.write().inFlight(),
                        metrics,
                        context.getMailboxExecutor());
        this.timer =
                new FlushTimer(
                        context.getProcessingTimeService(),
                        config.write().batch().interval(),
                        this::sendIfSlot);
        this.rejected = rejected;
        this.rejectedTimer =
                new FlushTimer(
                        context.getProcessingTimeService(),
                        config.write().batch().interval(),
                        this::flushRejected);
    }

    private Batch open(SinkConfig<T> config) {
        InsertBatch rows =
                new InsertBatch(
                        config.format().open(changes.columns()), config.write().batch(), metrics);
        return changes.statements()
                .<Batch>map(s -> new MutationBatch(rows, s, this::sendOpenBlock))
                .orElse(rows);
    }

    static <T> DirectWriter<T> open(
            SinkConfig<T> config, CheckpointFlush atCheckpoint, WriterInitContext context)
            throws IOException {
        ClickHouseClient client =
                new ClickHouseClient(config.connection(), config.write().inFlight() + 1);
        try {
            TableInquiry inquiry = TableInquiry.of(client, config.table(), config.write().retry());
            config.rejection().expect(inquiry.reader());
            InsertSettings settings = inquiry.settings(InsertProfile.STREAMING);
            config.probeGrants(inquiry);
            WritePath<T> bound = config.bind(inquiry, 0);
            List<String> names = bound.changes().columns().stream().map(ColumnSpec::name).toList();
            BatchSender sender =
                    new BatchSender(
                            client,
                            config.table(),
                            config.format().statement(config.table(), names),
                            settings,
                            config.refusedBlockHandler(),
                            config.write().retry());
            RejectedRowHandler rejected =
                    config.rejection().sent(config, inquiry.reader(), bound.changes().columns());
            LOG.info("{}: {}", config.table(), atCheckpoint.explanation());
            return new DirectWriter<>(config, bound, sender, rejected, atCheckpoint, context);
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void write(T record, Context unused) throws IOException, InterruptedException {
        inserts.throwIfFailed();
        try {
            changes.write(rows.toRow(record), open);
        } catch (BadValueException e) {
            reject(record, e);
        }
        if (!open.isEmpty()) {
            timer.rowAdded();
        }
        if (open.isFull()) {
            sendOpenBlock();
        }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        (endOfInput ? CheckpointFlush.ALL : atCheckpoint).at(this);
    }

    /** Returns nothing: inserts do not wait for a commit. */
    @Override
    public Collection<Committable> prepareCommit() {
        return List.of();
    }

    void throwIfFailed() throws IOException {
        inserts.throwIfFailed();
    }

    /** Returns when the server has acknowledged every row written so far. */
    void sendAndAwaitAll() throws IOException, InterruptedException {
        sendOpenBlock();
        flushRejected();
        inserts.awaitAll();
    }

    private void sendOpenBlock() throws IOException, InterruptedException {
        if (open.isEmpty()) {
            return;
        }
        inserts.awaitSlot();
        inserts.start(open.seal());
        timer.blockSealed();
    }

    /**
     * Lets the block grow while all inserts are in flight: a slow server works better with larger
     * inserts.
     */
    private void sendIfSlot() throws IOException, InterruptedException {
        inserts.throwIfFailed();
        if (inserts.hasSlot()) {
            sendOpenBlock();
        }
    }

    private void reject(T record, BadValueException reason)
            throws IOException, InterruptedException {
        metrics.rejected();
        rejected.take(record, reason);
        rejectedTimer.rowAdded();
    }

    private void flushRejected() throws IOException, InterruptedException {
        rejected.flush();
        rejectedTimer.blockSealed();
    }

    /**
     * Drops the rows of the open block; no checkpoint contains them, so the source replays them.
     */
    @Override
    public void close() {
        rejected.close();
        inserts.close();
    }
}
