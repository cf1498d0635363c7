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
import java.util.Optional;
import java.util.Set;

/**
 * Reads a Kafka topic through Flink's Kafka connector and adds virtual columns ({@code _topic},
 * {@code _offset}, {@code _key} and others) to its rows.
 *
 * <p>The columns have the same positions in the connector's rows and in the rows that the planner
 * expects, so that expressions that the planner pushes into the source, such as watermarks, read
 * the right columns.
 */
final class VirtualColumnSource
        implements ScanTableSource, SupportsReadingMetadata, SupportsWatermarkPushDown {

    private final ScanTableSource kafka;
    private final Set<VirtualColumn> columns;
    private Optional<HeaderArrays> headers = Optional.empty();

    /**
     * @param kafka the connector's source, which in all versions can read metadata and push
     *     watermarks down
     */
    VirtualColumnSource(ScanTableSource kafka, Set<VirtualColumn> columns) {
        this.kafka = kafka;
        this.columns = columns;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return kafka.getChangelogMode();
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        Map<String, DataType> all = new LinkedHashMap<>();
        columns.stream()
                .filter(VirtualColumn::comesFirst)
                .forEach(column -> all.put(column.key(), column.type()));
        all.putAll(((SupportsReadingMetadata) kafka).listReadableMetadata());
        List.of(VirtualColumn.RAW_MESSAGE, VirtualColumn.ERROR, VirtualColumn.BROKEN_MESSAGE)
                .forEach(column -> all.remove(column.kafkaKey()));
        columns.forEach(column -> all.putIfAbsent(column.key(), column.type()));
        return all;
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType produced) {
        List<DataTypes.Field> fields = new ArrayList<>(DataType.getFields(produced));
        List<String> kafkaKeys = new ArrayList<>();
        Map<Integer, VirtualColumn> arrays = new LinkedHashMap<>();
        int position = fields.size() - keys.size();
        for (String key : keys) {
            Optional<VirtualColumn> column = VirtualColumn.of(key);
            if (column.isEmpty() || column.get().isMetadata()) {
                kafkaKeys.add(column.map(VirtualColumn::kafkaKey).orElse(key));
            }
            if (column.filter(VirtualColumn::isOfHeaders).isPresent()) {
                arrays.put(position, column.get());
                fields.set(position, HeaderArrays.asRead(fields.get(position)));
            }
            position++;
        }
        headers =
                arrays.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new HeaderArrays(arrays, produced));
        DataType read = DataTypes.ROW(fields.toArray(DataTypes.Field[]::new)).notNull();
        ((SupportsReadingMetadata) kafka).applyReadableMetadata(kafkaKeys, read);
    }

    /** Returns false: the rows have all metadata that the table declares, requested or not. */
    @Override
    public boolean supportsMetadataProjection() {
        return false;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        ((SupportsWatermarkPushDown) kafka).applyWatermark(strategy);
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        ScanRuntimeProvider rows = kafka.getScanRuntimeProvider(context);
        return headers.isEmpty()
                ? rows
                : headers.get().provider((DataStreamScanProvider) rows, context);
    }

    @Override
    public DynamicTableSource copy() {
        VirtualColumnSource copy = new VirtualColumnSource((ScanTableSource) kafka.copy(), columns);
        copy.headers = headers;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return kafka.asSummaryString();
    }
}
