// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.client.InsertSettings;
import io.flinkhouse.codec.BadValueException;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.config.InsertProfile;
import io.flinkhouse.sink.changelog.Changelog;
import io.flinkhouse.sink.rows.RowConverter;

import org.apache.flink.api.connector.sink2.WriterInitContext;

import java.io.IOException;
import java.util.List;

/**
 * Records to rows to blocks to inserts, for the writers that send as they go.
 *
 * <p>Memory is bounded: a block is sealed only when there is a slot for its insert, so a subtask
 * holds one open block and as many sealed ones as inserts may be in flight.
 */
final class Pipeline<T> {

    private final RowConverter<T> rows;
    private final Changelog changes;
    private final OpenBlock open;
    private final Inserts inserts;
    private final FlushTimer timer;
    private final RejectedRows rejected;
    private final FlushTimer rejectedTimer;
    private final SinkMetrics metrics;

    private Pipeline(
            SinkSpec<T> spec,
            WritePath<T> path,
            RejectedRows rejected,
            BlockSender sender,
            WriterInitContext context) {
        this.rows = path.converter();
        this.changes = path.changes();
        this.metrics = new SinkMetrics(context.metricGroup());
        this.open = open(spec);
        this.inserts =
                new Inserts(
                        sender,
                        changes.isOrdered() ? 1 : spec.write().inFlight(),
                        metrics,
                        context.getMailboxExecutor());
        this.timer =
                new FlushTimer(
                        context.getProcessingTimeService(),
                        spec.write().batch().interval(),
                        this::sendIfSlot);
        this.rejected = rejected;
        this.rejectedTimer =
                new FlushTimer(
                        context.getProcessingTimeService(),
                        spec.write().batch().interval(),
                        this::flushRejected);
    }

    private OpenBlock open(SinkSpec<T> spec) {
        Batch batch = new Batch(spec.content().open(changes.columns()), spec.write().batch());
        OpenBlock rows = new Appending(batch, metrics);
        return changes.statements()
                .<OpenBlock>map(s -> new Mutating(rows, s, this::sendOpenBlock))
                .orElse(rows);
    }

    static <T> Pipeline<T> open(SinkSpec<T> spec, WriterInitContext context) throws IOException {
        ClickHouseClient client =
                new ClickHouseClient(spec.connection(), spec.write().inFlight() + 1);
        try {
            Inquiry inquiry = Inquiry.of(client, spec);
            InsertSettings settings = inquiry.settings(InsertProfile.STREAMING);
            spec.rehearse(inquiry);
            WritePath<T> bound = spec.bind(inquiry);
            List<String> names = bound.changes().columns().stream().map(ColumnSpec::name).toList();
            BlockSender sender =
                    new BlockSender(
                            client,
                            spec.table(),
                            spec.content().statement(spec.table(), names),
                            settings,
                            spec.salvage(),
                            spec.write().retry());
            RejectedRows rejected = spec.rejection().sent(spec, bound.changes().columns());
            return new Pipeline<>(spec, bound, rejected, sender, context);
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    void write(T record) throws IOException, InterruptedException {
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

    /** While every slot is taken the block rather grows: a slow server wants bigger inserts. */
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

    void close() {
        rejected.close();
        inserts.close();
    }
}
