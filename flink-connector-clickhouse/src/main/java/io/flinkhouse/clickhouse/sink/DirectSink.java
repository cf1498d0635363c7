// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.CommittableSerializer;
import io.flinkhouse.clickhouse.lineage.WrittenTable;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

import java.io.IOException;

/** Sends blocks as they fill: at-least-once, or without a guarantee. */
final class DirectSink<T>
        implements ClickHouseSink<T>, SupportsCommitter<Committable>, LineageVertexProvider {

    private static final long serialVersionUID = 1L;

    private final SinkConfig<T> config;
    private final CheckpointFlush atCheckpoint;

    DirectSink(SinkConfig<T> config, CheckpointFlush atCheckpoint) {
        this.config = config;
        this.atCheckpoint = atCheckpoint;
    }

    @Override
    public CommittingSinkWriter<T, Committable> createWriter(WriterInitContext context)
            throws IOException {
        return DirectWriter.open(config, atCheckpoint, context);
    }

    @Override
    public Committer<Committable> createCommitter(CommitterInitContext context) {
        return config.committer(context, false);
    }

    @Override
    public SimpleVersionedSerializer<Committable> getCommittableSerializer() {
        return new CommittableSerializer();
    }

    @Override
    public LineageVertex getLineageVertex() {
        return WrittenTable.of(config.connection(), config.table());
    }
}
