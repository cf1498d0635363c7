// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.table.data.RowData;

/**
 * The Kafka connector's bounded source, which also finishes in a job that was started from a
 * savepoint or that lost its JobManager. The connector's own enumerator, once restored, finds no
 * new partition and then never tells the readers that no more splits come (FLINK-31006, open in
 * versions 3.4 to 5.0): they read to the end, and the job runs on.
 *
 * <p>Splits and state are the connector's, so that savepoints of both fit.
 */
final class FinishingSource<S extends SourceSplit, C>
        implements Source<RowData, S, C>, ResultTypeQueryable<RowData>, LineageVertexProvider {

    private static final long serialVersionUID = 1L;

    private final Source<RowData, S, C> kafka;
    private final TypeInformation<RowData> type;

    private FinishingSource(Source<RowData, S, C> kafka, TypeInformation<RowData> type) {
        this.kafka = kafka;
        this.type = type;
    }

    /** Returns a stream of the same name and uid; the same stream if it has no end. */
    static DataStream<RowData> of(
            DataStream<RowData> stream, StreamExecutionEnvironment environment) {
        return stream.getTransformation() instanceof SourceTransformation<RowData, ?, ?> source
                        && source.getBoundedness() == Boundedness.BOUNDED
                ? replace(source, environment)
                : stream;
    }

    private static <S extends SourceSplit, C> DataStream<RowData> replace(
            SourceTransformation<RowData, S, C> source, StreamExecutionEnvironment environment) {
        DataStream<RowData> finishing =
                new DataStreamSource<>(
                        environment,
                        new FinishingSource<>(source.getSource(), source.getOutputType()),
                        source.getWatermarkStrategy(),
                        source.getOutputType(),
                        source.getName());
        if (source.getUid() != null) {
            finishing.getTransformation().setUid(source.getUid());
        }
        return finishing;
    }

    @Override
    public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context)
            throws Exception {
        EndOfSplits<S> end = new EndOfSplits<>(context);
        return new FinishingEnumerator<>(kafka.createEnumerator(end.context()), end);
    }

    @Override
    public SplitEnumerator<S, C> restoreEnumerator(SplitEnumeratorContext<S> context, C state)
            throws Exception {
        EndOfSplits<S> end = new EndOfSplits<>(context);
        return new FinishingEnumerator<>(kafka.restoreEnumerator(end.context(), state), end);
    }

    @Override
    public Boundedness getBoundedness() {
        return kafka.getBoundedness();
    }

    @Override
    public SourceReader<RowData, S> createReader(SourceReaderContext context) throws Exception {
        return kafka.createReader(context);
    }

    @Override
    public SimpleVersionedSerializer<S> getSplitSerializer() {
        return kafka.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<C> getEnumeratorCheckpointSerializer() {
        return kafka.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return type;
    }

    @Override
    public LineageVertex getLineageVertex() {
        return ((LineageVertexProvider) kafka).getLineageVertex();
    }
}
