// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.guarantee.CheckpointRules;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.CommittableSerializer;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolNamespace;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

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
 * thread each. In batch mode it is left out. The state of the writer is the uid of the sink; the
 * committables are state of the committer, so an operator uid ({@code sinkTo(sink).uid("…")}) is
 * what a savepoint finds both by.
 */
final class ExactlyOnceSink<T>
        implements ClickHouseSink<T>,
                SupportsCommitter<Committable>,
                SupportsWriterState<T, SpoolNamespace>,
                SupportsPreCommitTopology<Committable, Committable> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceSink.class);

    private final SinkConfig<T> config;
    private final String firstUid = SpoolNamespace.random().value();

    /** Found out when the job is translated, which is before the committer is serialized. */
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
            WriterInitContext context, Collection<SpoolNamespace> restored) throws IOException {
        SpoolNamespace uid = restored.stream().findFirst().orElse(new SpoolNamespace(firstUid));
        return ExactlyOnceWriter.open(config, uid, firstUid, context);
    }

    @Override
    public SimpleVersionedSerializer<SpoolNamespace> getWriterStateSerializer() {
        return new SpoolNamespace.Serializer();
    }

    @Override
    public Committer<Committable> createCommitter(CommitterInitContext context) {
        return config.committer(context, batch).withMetrics();
    }

    @Override
    public SimpleVersionedSerializer<Committable> getCommittableSerializer() {
        return new CommittableSerializer();
    }

    @Override
    public SimpleVersionedSerializer<Committable> getWriteResultSerializer() {
        return new CommittableSerializer();
    }

    /**
     * Writer and committer would share a thread, and a slow commit would stop the writer; an
     * operator between them that may not be chained gives each its own. In batch mode it must not
     * be there: it would part committables from their summaries.
     */
    @Override
    public DataStream<CommittableMessage<Committable>> addPreCommitTopology(
            DataStream<CommittableMessage<Committable>> committables) {
        StreamExecutionEnvironment env = committables.getExecutionEnvironment();
        String delivery = "Exactly-once delivery to " + config.table();
        batch = BatchExecution.of(env);
        if (batch) {
            CheckpointRules.requireForBatch(delivery, env.getConfiguration());
            return committables;
        }
        CheckpointRules.requireForRows(delivery, env.getConfiguration());
        CheckpointRules.warning(delivery, EnvironmentInformation.getVersion()).ifPresent(LOG::warn);
        return committables
                .transform("Pre-commit", committables.getType(), new ChainBreaker<>())
                .setDescription("Pre-commit: gives the committer a thread of its own")
                .setParallelism(committables.getParallelism())
                .disableChaining();
    }
}
