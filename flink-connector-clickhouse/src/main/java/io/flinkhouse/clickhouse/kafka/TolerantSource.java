// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table source that removes broken messages after the Kafka connector's source. */
final class TolerantSource
        implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {

    private final VirtualColumnSource messages;
    private final TolerantReadPlan guard;
    private DataType produced;
    private MetadataLayout columns;

    /**
     * @param physical the physical columns of the table
     */
    TolerantSource(ScanTableSource messages, TolerantReadPlan guard, DataType physical) {
        this.messages = new VirtualColumnSource(messages, guard.columns());
        this.guard = guard;
        applyReadableMetadata(List.of(), physical);
    }

    private TolerantSource(TolerantSource other) {
        this.messages = (VirtualColumnSource) other.messages.copy();
        this.guard = other.guard;
        this.produced = other.produced;
        this.columns = other.columns;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return messages.getChangelogMode();
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> all = new LinkedHashMap<>(messages.listReadableMetadata());
        VirtualColumn.INTERNAL.forEach(column -> all.remove(column.key()));
        return all;
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType produced) {
        Map<String, DataType> readable = messages.listReadableMetadata();
        List<String> read =
                readable.keySet().stream()
                        .filter(key -> keys.contains(key) || guard.reads(key))
                        .toList();
        List<DataTypes.Field> fields = DataType.getFields(produced);
        int first = fields.size() - keys.size();
        List<DataTypes.Field> all = new ArrayList<>(fields.subList(0, first));
        read.forEach(key -> all.add(DataTypes.FIELD("$" + key, readable.get(key))));
        this.produced = produced;
        this.columns = guard.row(new ReadColumns(first, read), keys);
        messages.applyReadableMetadata(
                read, DataTypes.ROW(all.toArray(DataTypes.Field[]::new)).notNull());
    }

    /** Returns false: the rows have all metadata that the table declares, requested or not. */
    @Override
    public boolean supportsMetadataProjection() {
        return false;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        messages.applyWatermark(new GoodRowWatermarks(strategy, columns));
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        return new TolerantProvider(
                (DataStreamScanProvider) messages.getScanRuntimeProvider(context),
                guard.broken(),
                columns,
                context.createTypeInformation(produced));
    }

    @Override
    public DynamicTableSource copy() {
        return new TolerantSource(this);
    }

    @Override
    public String asSummaryString() {
        return messages.asSummaryString();
    }
}
