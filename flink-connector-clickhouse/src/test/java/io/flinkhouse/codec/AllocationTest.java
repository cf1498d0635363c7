// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import io.flinkhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AllocationTest {

    private static final int ROWS = 40_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aRowAllocatesNothing() {
        BlockEncoder encoder =
                new BlockEncoder(
                        List.of(
                                spec("BIGINT", "UInt64"),
                                spec("BIGINT", "Nullable(UInt32)"),
                                spec("STRING", "LowCardinality(String)"),
                                spec("TIMESTAMP(3)", "DateTime64(3, 'Europe/Berlin')"),
                                spec("STRING", "String"),
                                spec("DECIMAL(18, 4)", "Decimal(18, 4)"),
                                spec("STRING", "FixedString(2)"),
                                spec("STRING", "UUID"),
                                spec("STRING", "Enum8('pv' = 1)"),
                                spec("ARRAY<INT>", "Array(Nullable(Int32))")));
        GenericRowData row =
                GenericRowData.of(
                        1L,
                        null,
                        StringData.fromString("pv"),
                        TimestampData.fromEpochMillis(1_700_000_000_000L),
                        StringData.fromString("https://shop.example.com/item/1"),
                        DecimalData.fromUnscaledLong(12_345, 18, 4),
                        StringData.fromString("DE"),
                        StringData.fromString("61f0c404-5cb3-11e7-907b-a6006ad3dba0"),
                        StringData.fromString("pv"),
                        new GenericArrayData(new Object[] {1, null, 3}));
        double perRow = Double.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            perRow = Math.min(perRow, allocatedPerRow(encoder, row));
        }

        // what is left is per block: the list of its pieces, the block itself
        assertThat(perRow).isLessThan(0.5);
    }

    private static double allocatedPerRow(BlockEncoder encoder, GenericRowData row) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROWS; i++) {
            encoder.append(row);
        }
        encoder.seal().release();
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) ROWS;
    }

    private static ColumnSpec spec(String flink, String type) {
        return new ColumnSpec(
                type,
                TypeParser.parse(type),
                LogicalTypeParser.parse(flink, AllocationTest.class.getClassLoader()));
    }
}
