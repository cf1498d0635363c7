// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.lineage.ReadTable;
import io.flinkhouse.clickhouse.source.enumerator.ScanEnumerator;
import io.flinkhouse.clickhouse.source.enumerator.ScanState;
import io.flinkhouse.clickhouse.source.enumerator.ScanStateSerializer;
import io.flinkhouse.clickhouse.source.follow.FollowEnumerator;
import io.flinkhouse.clickhouse.source.reader.ScanReader;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.source.split.TableSplitSerializer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Reads the rows of a ClickHouse table or query once, and those that are inserted into the table
 * later, if {@link ClickHouseSourceBuilder#startupMode} says so.
 *
 * <pre>{@code
 * public record Visit(long userId, String page, Instant at) {}
 *
 * public static void main(String[] args) throws Exception {
 *     StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
 *     // CREATE TABLE web.visits (user_id UInt64, page String, at DateTime64(3)) ORDER BY at
 *     ClickHouseSource<Visit> visits =
 *             ClickHouseSource.<Visit>builder()
 *                     .url("http://localhost:8123")
 *                     .table("web", "visits")
 *                     .records(RecordMapping.of(Visit.class))
 *                     .build();
 *     env.fromSource(visits, WatermarkStrategy.noWatermarks(), "visits").print();
 *     env.execute("visits");
 * }
 * }</pre>
 *
 * <p>The scan is divided into splits, which are read in parallel, each by one query:
 *
 * <ul>
 *   <li>A row that exists unchanged from the start of the job to its end is read exactly once,
 *       whatever the server merges meanwhile and whatever fails. A row that is inserted, changed or
 *       removed meanwhile is read at most once in each of its versions.
 *   <li>In batch execution mode, Flink reads a split again whose reader failed.
 *   <li>In streaming mode with checkpoints, a restored job goes on inside its splits if they are
 *       read in order: see {@link ClickHouseSourceBuilder#ordered}. Where the table has no sorting
 *       key, a checkpoint can be restored only if no split was read in part when it was taken.
 *   <li>A source that does not end emits each inserted row once, in the order of the inserts of a
 *       partition.
 *   <li>A restored job reads the same table: if it was created anew or exchanged, the job fails.
 * </ul>
 */
@PublicEvolving
public final class ClickHouseSource<T>
        implements Source<T, TableSplit, ScanState>, ResultTypeQueryable<T>, LineageVertexProvider {

    private static final long serialVersionUID = 1L;

    private final ScanRequest request;
    private final SerializableFunction<RowData, T> records;
    private final TypeInformation<T> type;

    /**
     * @param records converts rows to records
     * @param type the type of the records
     */
    @Internal
    public ClickHouseSource(
            ScanRequest request,
            SerializableFunction<RowData, T> records,
            TypeInformation<T> type) {
        this.request = request;
        this.records = records;
        this.type = type;
    }

    /** Returns a builder of a source. */
    public static <T> ClickHouseSourceBuilder<T> builder() {
        return new ClickHouseSourceBuilder<>();
    }

    @Override
    public Boundedness getBoundedness() {
        return request.follow().endless() ? Boundedness.CONTINUOUS_UNBOUNDED : Boundedness.BOUNDED;
    }

    @Override
    @Internal
    public SourceReader<T, TableSplit> createReader(SourceReaderContext context) {
        return ScanReader.of(request, records, context);
    }

    @Override
    @Internal
    public SplitEnumerator<TableSplit, ScanState> createEnumerator(
            SplitEnumeratorContext<TableSplit> context) {
        return restoreEnumerator(context, ScanState.NEW);
    }

    @Override
    @Internal
    public SplitEnumerator<TableSplit, ScanState> restoreEnumerator(
            SplitEnumeratorContext<TableSplit> context, ScanState state) {
        return request.follow().endless()
                ? new FollowEnumerator(request, context, state)
                : new ScanEnumerator(request, context, state);
    }

    @Override
    @Internal
    public SimpleVersionedSerializer<TableSplit> getSplitSerializer() {
        return new TableSplitSerializer();
    }

    @Override
    @Internal
    public SimpleVersionedSerializer<ScanState> getEnumeratorCheckpointSerializer() {
        return new ScanStateSerializer();
    }

    @Override
    @Internal
    public LineageVertex getLineageVertex() {
        return ReadTable.of(request.connection(), request.table(), getBoundedness());
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }
}
