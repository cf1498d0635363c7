// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.TimestampData;

import com.clickhouse.client.api.data_formats.RowBinaryFormatWriter;
import com.clickhouse.client.api.metadata.TableSchema;
import com.clickhouse.data.ClickHouseColumn;
import com.clickhouse.data.ClickHouseFormat;
import com.sun.management.ThreadMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Measures encoding of rows to compressed blocks on one thread, by the connector and by the
 * official client's writer, both from the same {@code GenericRowData} and with the same LZ4. The
 * writer wants Java objects; how fast it is when they exist already is shown too. Rates are per CPU
 * second of the thread, so that other load on the machine does not count.
 */
public final class EncodeBench {

    /** More than LZ4's window of 64 KiB even for the narrowest column that matters. */
    private static final int DISTINCT = 10_000;

    private static final int BLOCK = 500_000;
    private static final int ROUNDS = 15;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final GenericRowData[] rows = new GenericRowData[DISTINCT];
    private final Object[][] values = new Object[DISTINCT][];
    private final NativeBlockBuilder encoder = new NativeBlockBuilder(ReferenceRow.SPECS);
    private final TableSchema schema =
            new TableSchema(ClickHouseColumn.parse(ReferenceRow.COLUMNS));
    private final Lz4Frames frames = new Lz4Frames();

    private EncodeBench() {
        for (int i = 0; i < DISTINCT; i++) {
            rows[i] = ReferenceRow.of(i);
            values[i] = objects(rows[i]);
        }
    }

    public static void main(String[] args) throws IOException {
        new EncodeBench().run();
    }

    private void run() throws IOException {
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        double[] ready = new double[ROUNDS];
        double garbage = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            ours[round] = rate(this::ours);
            garbage = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) BLOCK;
            theirs[round] = rate(() -> theirs(i -> objects(rows[i])));
            ready[round] = rate(() -> theirs(i -> values[i]));
            System.out.printf(
                    "round %2d: ours %.2f M rows/s (%.1f B/row allocated), theirs %.2f,"
                            + " theirs from ready objects %.2f%n",
                    round + 1, ours[round] / 1e6, garbage, theirs[round] / 1e6, ready[round] / 1e6);
        }
        System.out.printf(
                "against the writer with objects that exist already: %.1f%n",
                steady(ours) / steady(ready));
        System.out.printf(
                "encode: ratio %.1f (ours %.2f M rows/s, theirs %.2f M rows/s; medians of the last"
                        + " %d rounds)%n",
                steady(ours) / steady(theirs),
                steady(ours) / 1e6,
                steady(theirs) / 1e6,
                ROUNDS - ROUNDS / 2);
    }

    /** The median of the second half, when everything is compiled. */
    private static double steady(double[] rates) {
        double[] last = Arrays.copyOfRange(rates, ROUNDS / 2, ROUNDS);
        Arrays.sort(last);
        return last[last.length / 2];
    }

    private static double rate(Side side) throws IOException {
        long start = THREADS.getCurrentThreadCpuTime();
        side.encodeBlock();
        return BLOCK * 1e9 / (THREADS.getCurrentThreadCpuTime() - start);
    }

    private void ours() {
        for (int i = 0; i < BLOCK; i++) {
            encoder.append(rows[i % DISTINCT]);
        }
        EncodedBlock block = encoder.seal();
        block.release();
    }

    private void theirs(IntFunction<Object[]> source) throws IOException {
        RowBinaryFormatWriter writer =
                new RowBinaryFormatWriter(frames, schema, ClickHouseFormat.RowBinary);
        for (int i = 0; i < BLOCK; i++) {
            Object[] row = source.apply(i % DISTINCT);
            for (int column = 0; column < row.length; column++) {
                writer.setValue(column + 1, row[column]);
            }
            writer.commitRow();
        }
        frames.flush();
    }

    private static Object[] objects(GenericRowData row) {
        return new Object[] {
            row.getLong(0),
            row.getLong(1),
            row.getLong(2),
            row.getString(3).toString(),
            ((TimestampData) row.getField(4)).toLocalDateTime().atZone(ZoneOffset.UTC),
            row.getString(5).toString(),
            row.getDecimal(6, 18, 4).toBigDecimal(),
            row.getString(7).toString()
        };
    }

    private interface Side {
        void encodeBlock() throws IOException;
    }
}
