// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.CheckpointRules;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.CommittableSerializer;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;
import io.flinkhouse.clickhouse.lineage.WrittenTable;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Two-phase-commit sink: seals blocks before a checkpoint and sends them after it.
 *
 * <p>{@code sinkTo} makes three operators of it. All run with the parallelism of the sink; the
 * numbers are the order of events around checkpoint <i>n</i>:
 *
 * <pre>
 *                    1 barrier n          2 committables       4 checkpoint n is complete
 *                        │                    of n                 │
 *  ┌────────┐        ┌───▼────┐           ┌────────────┐       ┌───▼───────┐
 *  │ source ├───────►│ Writer ├──────────►│ Pre-commit ├──────►│ Committer ├─────► ClickHouse
 *  └────────┘ rows   └───┬────┘           └────────────┘       └───┬───┬───┘ 5 POST
 *                        │ sealed blocks                           │   │
 *                        ▼                                         │   ▼
 *                     spool ◄──────────────────────────────────────┘ state: committables of n,
 *                            6 block committed: listed, removed      3 in checkpoint n
 * </pre>
 *
 * <p>"Pre-commit" hands on what it gets and may not be chained, so that writer and committer have a
 * thread each. In batch mode it is left out. The state of the writer is the uid of the sink and a
 * bound of its versions; the committables are state of the committer, so an operator uid ({@code
 * sinkTo(sink).uid("…")}) is what a savepoint finds both by.
 */
final class ExactlyOnceSink<T>
        implements ClickHouseSink<T>,
                SupportsCommitter<Committable>,
                SupportsWriterState<T, WriterState>,
                SupportsPreCommitTopology<Committable, Committable>,
                LineageVertexProvider {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceSink.class);
    private static final String PRE_COMMIT = "Pre-commit";

    private final SinkConfig<T> config;
    private final String firstUid = SpoolNamespace.random().value();

    /** Found out when the job is translated, which is before the sink is serialized. */
    private boolean batch;

    ExactlyOnceSink(SinkConfig<T> config) {
        this.config = config;
    }

    @Override
    public ExactlyOnceWriter<T> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public ExactlyOnceWriter<T> restoreWriter(
            WriterInitContext context, Collection<WriterState> restored) throws IOException {
        SpoolNamespace uid =
                restored.stream()
                        .map(WriterState::uid)
                        .findFirst()
                        .orElse(new SpoolNamespace(firstUid));
        long version = restored.stream().mapToLong(WriterState::version).max().orElse(0);
        return ExactlyOnceWriter.open(
                config, new WriterState(uid, version), firstUid, batch, context);
    }

    @Override
    public SimpleVersionedSerializer<WriterState> getWriterStateSerializer() {
        return new WriterState.Serializer();
    }

    @Override
    public Committer<Committable> createCommitter(CommitterInitContext context) {
        BlockCommitter committer = config.committer(context, batch).withMetrics();
        return batch ? new BatchCommitter(config, committer) : committer;
    }

    @Override
    public SimpleVersionedSerializer<Committable> getCommittableSerializer() {
        return new CommittableSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Committable> getWriteResultSerializer() {
        return new CommittableSerializer();
    }

    @Override
    public LineageVertex getLineageVertex() {
        return WrittenTable.of(config.connection(), config.table());
    }

    /**
     * Adds an operator that may not be chained, which gives writer and committer a thread each; on
     * one thread, a slow commit would stop the writer. Batch mode must not have it: it would
     * separate committables from their summaries.
     */
    @Override
    public DataStream<CommittableMessage<Committable>> addPreCommitTopology(
            DataStream<CommittableMessage<Committable>> committables) {
        StreamExecutionEnvironment env = committables.getExecutionEnvironment();
        String delivery = "Exactly-once delivery to " + config.table();
        batch = BatchExecution.of(env);
        if (batch) {
            CheckpointRules.requireForBatch(delivery, env.getConfiguration());
            LOG.info(
                    "{} in batch mode: if the job loses a TaskManager or the JobManager while blocks"
                            + " are committed, it fails and leaves a part of its rows in the table."
                            + " For a job that must go on, set 'execution.runtime-mode' ="
                            + " 'STREAMING' and checkpoints.",
                    delivery);
            return committables;
        }
        CheckpointRules.requireForRows(
                delivery, env.getConfiguration(), config.exactlyOnce().requireCheckpointing());
        CheckpointRules.intervalWarning(delivery, env.getConfiguration()).ifPresent(LOG::warn);
        CheckpointRules.versionWarning(delivery, EnvironmentInformation.getVersion())
                .ifPresent(LOG::warn);
        SingleOutputStreamOperator<CommittableMessage<Committable>> preCommit =
                committables
                        .transform(PRE_COMMIT, committables.getType(), new ChainBreaker<>())
                        .setDescription("Pre-commit: gives the committer a thread of its own")
                        .setParallelism(committables.getParallelism())
                        .disableChaining();
        return hasUid(committables) ? preCommit.uid(PRE_COMMIT) : preCommit;
    }

    /**
     * Tells whether the sink has a uid, which Flink has given to the writer and puts before that of
     * the pre-commit operator. It rejects a uid of an operator whose sink has none.
     */
    private static boolean hasUid(DataStream<?> written) {
        Transformation<?> writer = written.getTransformation();
        while (writer instanceof PartitionTransformation<?> partition) {
            writer = partition.getInputs().get(0);
        }
        return writer.getUid() != null;
    }
}
