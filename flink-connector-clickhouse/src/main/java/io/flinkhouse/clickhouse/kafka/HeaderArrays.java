// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.deadletter.DeadLetter;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.ScanTableSource.ScanContext;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;

import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Converts the header map of the Kafka connector to an array of names and an array of values, both
 * ordered by name.
 */
final class HeaderArrays implements MapFunction<RowData, RowData> {

    @Serial private static final long serialVersionUID = 1L;

    private static final DataType MAP = DataTypes.MAP(DataTypes.STRING(), DataTypes.BYTES());

    private final RowData.FieldGetter[] fields;
    private final VirtualColumn[] columns;
    private final transient DataType produced;

    /**
     * @param columns the array columns of the headers, by position in the row
     */
    HeaderArrays(Map<Integer, VirtualColumn> columns, DataType produced) {
        List<LogicalType> types = produced.getLogicalType().getChildren();
        this.produced = produced;
        this.columns =
                IntStream.range(0, types.size())
                        .mapToObj(columns::get)
                        .toArray(VirtualColumn[]::new);
        this.fields =
                IntStream.range(0, types.size())
                        .mapToObj(
                                i -> RowData.createFieldGetter(typeAsRead(types, i).copy(true), i))
                        .toArray(RowData.FieldGetter[]::new);
    }

    /** Returns the header column with the type that the Kafka connector has for it. */
    static DataTypes.Field asRead(DataTypes.Field column) {
        return DataTypes.FIELD(column.getName(), MAP);
    }

    DataStreamScanProvider provider(DataStreamScanProvider rows, ScanContext context) {
        return new MappingScanProvider(rows, this, context.createTypeInformation(produced));
    }

    @Override
    public RowData map(RowData row) {
        GenericRowData mapped = new GenericRowData(row.getRowKind(), fields.length);
        for (int i = 0; i < fields.length; i++) {
            Object value = fields[i].getFieldOrNull(row);
            mapped.setField(i, columns[i] == null ? value : array(columns[i], (MapData) value));
        }
        return mapped;
    }

    private static ArrayData array(VirtualColumn column, MapData headers) {
        Map<StringData, StringData> sorted = sorted(headers);
        return column == VirtualColumn.HEADER_KEYS ? names(sorted) : values(sorted);
    }

    /** Returns the headers of a dead letter. */
    static DeadLetter.Headers of(MapData headers) {
        Map<StringData, StringData> sorted = sorted(headers);
        return new DeadLetter.Headers(names(sorted), values(sorted));
    }

    private static ArrayData names(Map<StringData, StringData> headers) {
        return new GenericArrayData(headers.keySet().toArray());
    }

    private static ArrayData values(Map<StringData, StringData> headers) {
        return new GenericArrayData(headers.values().toArray());
    }

    private static Map<StringData, StringData> sorted(MapData headers) {
        ArrayData names = headers.keyArray();
        ArrayData values = headers.valueArray();
        Map<StringData, StringData> sorted = new TreeMap<>();
        for (int i = 0; i < headers.size(); i++) {
            sorted.put(
                    names.getString(i),
                    values.isNullAt(i) ? null : StringData.fromBytes(values.getBinary(i)));
        }
        return sorted;
    }

    private LogicalType typeAsRead(List<LogicalType> types, int position) {
        return columns[position] == null ? types.get(position) : MAP.getLogicalType();
    }
}
