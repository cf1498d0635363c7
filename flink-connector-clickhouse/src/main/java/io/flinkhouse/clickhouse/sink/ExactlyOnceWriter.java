// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.InsertProfile;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.Guarantee;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.UsedNonces;
import io.flinkhouse.clickhouse.exactlyonce.spool.WriterAttempt;
import io.flinkhouse.clickhouse.mapping.RowConverter;
import io.flinkhouse.clickhouse.schema.TableInquiry;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sink.write.InsertBatch;
import io.flinkhouse.clickhouse.sink.write.SinkMetrics;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.runtime.metrics.scope.ScopeFormat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Encodes rows into sealed blocks and returns them as committables; sends nothing.
 *
 * <p>A block is sealed when it is full or at a checkpoint, never by age: its rows become visible
 * only after the checkpoint, and more blocks would only make more parts.
 */
final class ExactlyOnceWriter<T>
        implements StatefulSinkWriter<T, WriterState>, CommittingSinkWriter<T, Committable> {

    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceWriter.class);

    private final SinkConfig<T> config;
    private final SpoolNamespace uid;
    private final GrantedGuarantee guarantee;
    private final List<SealedColumn> columns;
    private final RowConverter<T> rows;
    private final ChangelogWriter changes;
    private final InsertBatch batch;
    private final SpoolWriter spool;
    private final RejectedRowHandler rejected;
    private final SinkMetrics metrics;

    private ExactlyOnceWriter(
            SinkConfig<T> config,
            SpoolNamespace uid,
            Start<T> start,
            Sealed sealed,
            SinkMetrics metrics) {
        this.config = config;
        this.uid = uid;
        this.guarantee = start.guarantee;
        this.rows = start.path.converter();
        this.changes = start.path.changes();
        this.batch =
                new InsertBatch(
                        config.format().open(changes.columns()), config.write().batch(), metrics);
        this.columns = columns(batch.columns());
        this.spool = sealed.spool;
        this.rejected = sealed.rejected;
        this.metrics = metrics;
    }

    /** The table metadata that a writer reads at its start. */
    private record Start<T>(GrantedGuarantee guarantee, WritePath<T> path, WriterAttempt attempt) {

        /** Returns whether the same rows in other blocks would be in the table twice. */
        boolean mayNotRepeat() {
            return guarantee.guarantee() != Guarantee.IDEMPOTENT;
        }
    }

    /** The spool writer, and the handler of rejected rows. */
    private record Sealed(SpoolWriter spool, RejectedRowHandler rejected) {}

    static <T> ExactlyOnceWriter<T> open(
            SinkConfig<T> config,
            WriterState restored,
            String job,
            boolean batch,
            WriterInitContext context)
            throws IOException {
        TaskInfo task = context.getTaskInfo();
        long epoch = context.getRestoredCheckpointId().orElse(BlockOrigin.NEW);
        long nonce = Objects.hash(job, epoch, task.getAttemptNumber());
        WriterAttempt attempt =
                new WriterAttempt(
                        restored.uid().value(), epoch, nonce, task.getIndexOfThisSubtask());
        try (ClickHouseClient client = new ClickHouseClient(config.connection(), 1)) {
            TableInquiry inquiry =
                    new TableInquiry(
                            TableReader.noting(client, config.connection(), config.table()),
                            config.write().retry());
            inquiry.reader().expect(InsertProfile.EXACTLY_ONCE);
            config.rejection().expect(inquiry.reader());
            Start<T> start = start(config, inquiry, restored.version(), attempt);
            LOG.info("{}: {}", config.table(), start.guarantee.explanation());
            if (task.getIndexOfThisSubtask() == 0) {
                start.guarantee.warnings(task.getNumberOfParallelSubtasks()).forEach(LOG::warn);
            }
            Sealed sealed = openSpool(config, inquiry.reader(), start, batch, context);
            SinkMetrics metrics =
                    SinkMetrics.ofSealing(context.metricGroup(), start.path.changes());
            metrics.watchSpool(sealed.spool::spooledBytes);
            return new ExactlyOnceWriter<>(config, restored.uid(), start, sealed, metrics);
        }
    }

    private static <T> Sealed openSpool(
            SinkConfig<T> config,
            TableReader server,
            Start<T> start,
            boolean batch,
            WriterInitContext context)
            throws IOException {
        SpoolWriter spool =
                new SpoolWriter(
                        config.exactlyOnce(),
                        config.write().retry(),
                        config.write().inFlight(),
                        start.attempt);
        try {
            spool.probe();
            if (batch && start.mayNotRepeat() && !spool.followInBatch(operator(context))) {
                throw BatchCommitter.sentBefore(config);
            }
            return new Sealed(
                    spool,
                    config.rejection()
                            .sealed(config, server, start.path.changes().columns(), spool));
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    private static String operator(WriterInitContext context) {
        return context.metricGroup().getAllVariables().get(ScopeFormat.SCOPE_OPERATOR_ID);
    }

    private static <T> Start<T> start(
            SinkConfig<T> config, TableInquiry inquiry, long version, WriterAttempt attempt)
            throws IOException {
        config.probeGrants(inquiry);
        WritePath<T> path = config.bind(inquiry, version);
        GrantedGuarantee guarantee =
                inquiry.ask(
                        server ->
                                config.format()
                                        .guarantee(
                                                server, config.connection(), config.exactlyOnce()));
        WriterAttempt timed =
                attempt.withClockAhead(inquiry.ask(server -> server.read().clockAheadMillis()));
        return new Start<>(
                guarantee,
                path,
                guarantee.fence()
                        ? inquiry.ask(
                                server ->
                                        UsedNonces.avoid(
                                                server.client(),
                                                server.read().settings().deciding(),
                                                config.table(),
                                                config.exactlyOnce().fenceColumn(),
                                                timed))
                        : timed);
    }

    /** With the fence, which is the last column of a block of rows. */
    private List<SealedColumn> columns(List<SealedColumn> rows) {
        List<SealedColumn> all = new ArrayList<>(rows);
        if (guarantee.fence() && !rows.isEmpty()) {
            all.add(new SealedColumn(config.exactlyOnce().fenceColumn(), "UInt64"));
        }
        return all;
    }

    private InsertTarget target(long fence) {
        return columns.isEmpty()
                ? new InsertTarget(
                        config.table(),
                        guarantee.tableIdentity(),
                        config.format().statement(config.table(), List.of()),
                        fence)
                : InsertTarget.ofRows(config.table(), guarantee.tableIdentity(), columns, fence);
    }

    @Override
    public void write(T record, Context context) throws IOException, InterruptedException {
        try {
            changes.write(rows.toRow(record), batch);
        } catch (BadValueException e) {
            metrics.rejected();
            rejected.take(record, e);
        }
        if (batch.isFull()) {
            seal();
        }
    }

    private void seal() throws IOException, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        long fence = guarantee.fence() ? spool.nextFence() : 0;
        EncodedBlock block =
                guarantee.fence()
                        ? batch.sealRows(config.exactlyOnce().fenceColumn(), fence)
                        : batch.sealRows();
        metrics.sealed(block);
        spool.add(target(fence), block);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        seal();
        rejected.flush();
    }

    @Override
    public Collection<Committable> prepareCommit() throws IOException, InterruptedException {
        return spool.take();
    }

    @Override
    public List<WriterState> snapshotState(long checkpointId) {
        return List.of(new WriterState(uid, changes.version()));
    }

    /**
     * Drops the rows of the open block; no checkpoint contains them, so the source replays them.
     */
    @Override
    public void close() {
        spool.close();
    }
}
