// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.source.enumerator.ScanEnumerator;
import io.flinkhouse.clickhouse.source.enumerator.ScanState;
import io.flinkhouse.clickhouse.source.enumerator.ScanStateSerializer;
import io.flinkhouse.clickhouse.source.reader.ScanReader;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.source.split.TableSplitSerializer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.function.SerializableFunction;

import java.util.Optional;

/** Reads the rows of a ClickHouse table, or of a query, once. */
@Internal
public final class ClickHouseSource<T>
        implements Source<T, TableSplit, ScanState>, ResultTypeQueryable<T> {

    private static final long serialVersionUID = 1L;

    private final ScanRequest request;
    private final SerializableFunction<RowData, T> records;
    private final TypeInformation<T> type;

    /**
     * @param records converts rows to records
     * @param type the type of the records
     */
    public ClickHouseSource(
            ScanRequest request,
            SerializableFunction<RowData, T> records,
            TypeInformation<T> type) {
        this.request = request;
        this.records = records;
        this.type = type;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<T, TableSplit> createReader(SourceReaderContext context) {
        return ScanReader.of(request, records, context);
    }

    @Override
    public SplitEnumerator<TableSplit, ScanState> createEnumerator(
            SplitEnumeratorContext<TableSplit> context) {
        return new ScanEnumerator(request, context, new ScanState(Optional.empty()));
    }

    @Override
    public SplitEnumerator<TableSplit, ScanState> restoreEnumerator(
            SplitEnumeratorContext<TableSplit> context, ScanState state) {
        return new ScanEnumerator(request, context, state);
    }

    @Override
    public SimpleVersionedSerializer<TableSplit> getSplitSerializer() {
        return new TableSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<ScanState> getEnumeratorCheckpointSerializer() {
        return new ScanStateSerializer();
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }
}
