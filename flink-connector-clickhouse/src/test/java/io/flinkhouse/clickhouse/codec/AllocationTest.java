// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AllocationTest {

    private static final int ROWS = 40_000;

    /** The allowed bytes per row: the list of a block's chunks, and the block itself. */
    private static final double MOST = 0.5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final List<ColumnSpec> COLUMNS =
            List.of(
                    spec("BIGINT", "UInt64"),
                    spec("BIGINT", "Nullable(UInt32)"),
                    spec("STRING", "LowCardinality(String)"),
                    spec("TIMESTAMP(3)", "DateTime64(3, 'Europe/Berlin')"),
                    spec("TIMESTAMP_LTZ(6)", "DateTime64(6)"),
                    spec("STRING", "String"),
                    spec("BYTES", "String"),
                    spec("DECIMAL(18, 4)", "Decimal(18, 4)"),
                    spec("STRING", "FixedString(2)"),
                    spec("STRING", "UUID"),
                    spec("STRING", "Enum8('pv' = 1)"));

    private static final GenericRowData ROW =
            GenericRowData.of(
                    1L,
                    null,
                    StringData.fromString("pv"),
                    TimestampData.fromEpochMillis(1_700_000_000_000L),
                    TimestampData.fromEpochMillis(1_700_000_000_000L, 456_000),
                    StringData.fromString("https://shop.example.com/item/1"),
                    new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9},
                    DecimalData.fromUnscaledLong(12_345, 18, 4),
                    StringData.fromString("DE"),
                    StringData.fromString("61f0c404-5cb3-11e7-907b-a6006ad3dba0"),
                    StringData.fromString("pv"));

    @Test
    void aRowOfObjectsAllocatesNothing() {
        List<ColumnSpec> columns = new ArrayList<>(COLUMNS);
        columns.add(spec("ARRAY<INT>", "Array(Nullable(Int32))"));
        GenericRowData row = new GenericRowData(columns.size());
        for (int i = 0; i < ROW.getArity(); i++) {
            row.setField(i, ROW.getField(i));
        }
        row.setField(ROW.getArity(), new GenericArrayData(new Object[] {1, null, 3}));

        assertThat(leastAllocated(columns, row)).isLessThan(MOST);
    }

    @Test
    void aRowOfBytesAllocatesNothing() {
        LogicalType[] types =
                COLUMNS.stream().map(ColumnSpec::flinkType).toArray(LogicalType[]::new);
        RowData row = new RowDataSerializer(types).toBinaryRow(ROW);

        assertThat(leastAllocated(COLUMNS, row)).isLessThan(MOST);
    }

    /** At the default of 'sink.batch.max-rows', the indexes of a dictionary take 2 MB. */
    @Test
    void aBlockOfTheDefaultSizeAllocatesNothing() {
        List<ColumnSpec> columns = List.of(spec("STRING", "LowCardinality(String)"));
        GenericRowData row = GenericRowData.of(StringData.fromString("pv"));

        assertThat(leastAllocated(columns, row, 500_000)).isLessThan(MOST);
    }

    private static double leastAllocated(List<ColumnSpec> columns, RowData row) {
        return leastAllocated(columns, row, ROWS);
    }

    private static double leastAllocated(List<ColumnSpec> columns, RowData row, int rows) {
        NativeBlockBuilder encoder = new NativeBlockBuilder(columns);
        double perRow = Double.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            perRow = Math.min(perRow, allocatedPerRow(encoder, row, rows));
        }
        return perRow;
    }

    private static double allocatedPerRow(NativeBlockBuilder encoder, RowData row, int rows) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rows; i++) {
            encoder.append(row);
        }
        encoder.seal().release();
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) rows;
    }

    private static ColumnSpec spec(String flink, String type) {
        return new ColumnSpec(
                type,
                TypeParser.parse(type),
                LogicalTypeParser.parse(flink, AllocationTest.class.getClassLoader()));
    }
}
