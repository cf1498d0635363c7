// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.Standing;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.WriterAttempt;
import io.flinkhouse.clickhouse.mapping.RowConverter;
import io.flinkhouse.clickhouse.schema.TableInquiry;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sink.write.InsertBatch;
import io.flinkhouse.clickhouse.sink.write.SinkMetrics;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Encodes rows into sealed blocks and returns them as committables; sends nothing.
 *
 * <p>A block is sealed when it is full and at a checkpoint, not by time: its rows cannot be seen
 * before the checkpoint anyhow, and more blocks would only make more parts.
 */
final class ExactlyOnceWriter<T>
        implements StatefulSinkWriter<T, SpoolNamespace>, CommittingSinkWriter<T, Committable> {

    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceWriter.class);

    private final SinkConfig<T> spec;
    private final SpoolNamespace uid;
    private final Standing standing;
    private final String statement;
    private final RowConverter<T> rows;
    private final ChangelogWriter changes;
    private final InsertBatch batch;
    private final SpoolWriter sealing;
    private final RejectedRowHandler rejected;
    private final SinkMetrics metrics;

    private ExactlyOnceWriter(
            SinkConfig<T> spec,
            SpoolNamespace uid,
            Start<T> start,
            Sealed sealed,
            SinkMetrics metrics) {
        this.spec = spec;
        this.uid = uid;
        this.standing = start.standing;
        this.rows = start.path.converter();
        this.changes = start.path.changes();
        this.statement = statement(spec, start);
        this.batch =
                new InsertBatch(
                        spec.content().open(changes.columns()), spec.write().batch(), metrics);
        this.sealing = sealed.sealing;
        this.rejected = sealed.rejected;
        this.metrics = metrics;
    }

    /** The table metadata that a writer reads at its start. */
    private record Start<T>(Standing standing, WritePath<T> path) {}

    /** The spool writer, and the handler of rejected rows. */
    private record Sealed(SpoolWriter sealing, RejectedRowHandler rejected) {}

    static <T> ExactlyOnceWriter<T> open(
            SinkConfig<T> spec, SpoolNamespace uid, String job, WriterInitContext context)
            throws IOException {
        TaskInfo task = context.getTaskInfo();
        long epoch = context.getRestoredCheckpointId().orElse(BlockOrigin.NEW);
        long nonce = Objects.hash(job, epoch, task.getAttemptNumber());
        Start<T> start = start(spec);
        LOG.info("{}: {}", spec.table(), start.standing.explanation());
        start.standing.warning(task.getNumberOfParallelSubtasks()).ifPresent(LOG::warn);
        SpoolWriter sealing =
                new SpoolWriter(
                        spec.exactlyOnce(),
                        spec.write().retry(),
                        spec.write().inFlight(),
                        new WriterAttempt(uid.value(), epoch, nonce, task.getIndexOfThisSubtask()));
        RejectedRowHandler rejected;
        try {
            sealing.probe();
            rejected = spec.rejection().sealed(spec, start.path.changes().columns(), sealing);
        } catch (IOException e) {
            sealing.close();
            throw e;
        }
        SinkMetrics metrics = SinkMetrics.ofSealing(context.metricGroup(), start.path.changes());
        metrics.watchSpool(sealing::spooledBytes);
        return new ExactlyOnceWriter<>(spec, uid, start, new Sealed(sealing, rejected), metrics);
    }

    private static <T> Start<T> start(SinkConfig<T> spec) throws IOException {
        try (ClickHouseClient client = new ClickHouseClient(spec.connection(), 1)) {
            TableInquiry inquiry =
                    new TableInquiry(
                            TableReader.noting(client, spec.connection(), spec.table()),
                            spec.write().retry());
            spec.rehearse(inquiry);
            Standing standing =
                    inquiry.ask(
                            server ->
                                    spec.content()
                                            .standing(
                                                    server, spec.connection(), spec.exactlyOnce()));
            return new Start<>(standing, spec.bind(inquiry));
        }
    }

    private static <T> String statement(SinkConfig<T> spec, Start<T> start) {
        List<String> names = start.path.changes().columns().stream().map(ColumnSpec::name).toList();
        return start.standing.fence()
                ? spec.content()
                        .fencedStatement(spec.table(), names, spec.exactlyOnce().fenceColumn())
                : spec.content().statement(spec.table(), names);
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
        long fence = standing.fence() ? sealing.nextFence() : 0;
        EncodedBlock block =
                standing.fence()
                        ? batch.sealRows(spec.exactlyOnce().fenceColumn(), fence)
                        : batch.sealRows();
        metrics.sealed(block);
        sealing.add(new InsertTarget(spec.table(), standing.tableUuid(), statement, fence), block);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        seal();
        rejected.flush();
    }

    @Override
    public Collection<Committable> prepareCommit() throws IOException, InterruptedException {
        return sealing.take();
    }

    @Override
    public List<SpoolNamespace> snapshotState(long checkpointId) {
        return List.of(uid);
    }

    /**
     * Drops the rows of the open block: no checkpoint covers them, so the source sends them again.
     */
    @Override
    public void close() {
        sealing.close();
    }
}
