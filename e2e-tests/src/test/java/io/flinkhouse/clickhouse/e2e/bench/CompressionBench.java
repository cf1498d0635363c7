// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericRowData;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.zstd.ZstdCompressor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Measures CPU time and bytes per reference row with LZ4 and ZSTD, and of LowCardinality columns
 * sent as such or as String; the fastest of several rounds counts.
 */
public final class CompressionBench {

    private static final int DISTINCT = 10_000;
    private static final int ROWS = 500_000;
    private static final int ROUNDS = 12;
    private static final int FRAME = 256 << 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final GenericRowData[] rows = new GenericRowData[DISTINCT];

    private CompressionBench() {
        for (int i = 0; i < DISTINCT; i++) {
            rows[i] = ReferenceRow.of(i);
        }
    }

    public static void main(String[] args) throws IOException {
        new CompressionBench().run();
    }

    private void run() throws IOException {
        NativeBlockBuilder encoder = new NativeBlockBuilder(ReferenceRow.SPECS);
        double dictionary = encode("LowCardinality as such", encoder);
        double text = encode("LowCardinality as String", new NativeBlockBuilder(asText()));
        byte[] plain = plain(encoder);
        double lz4 = compress("LZ4 of all bytes", new Lz4Compressor(), plain);
        double zstd = compress("ZSTD of all bytes", new ZstdCompressor(), plain);
        System.out.printf("LowCardinality: as String takes %.2f of the time%n", text / dictionary);
        System.out.printf(
                "compression: ratio %.2f (ours %.0f ns, theirs %.0f ns)%n", zstd / lz4, lz4, zstd);
    }

    private static List<ColumnSpec> asText() {
        return ReferenceRow.SPECS.stream()
                .map(
                        spec ->
                                spec.name().equals("behavior")
                                        ? new ColumnSpec(
                                                spec.name(),
                                                TypeParser.parse("String"),
                                                spec.flinkType())
                                        : spec)
                .toList();
    }

    private double encode(String what, NativeBlockBuilder encoder) {
        long best = Long.MAX_VALUE;
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            EncodedBlock block = fill(encoder);
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
            bytes = block.length();
            block.release();
        }
        return print(what, best, bytes);
    }

    private EncodedBlock fill(NativeBlockBuilder encoder) {
        for (int i = 0; i < ROWS; i++) {
            encoder.append(rows[i % DISTINCT]);
        }
        return encoder.seal();
    }

    private byte[] plain(NativeBlockBuilder encoder) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        fill(encoder).writeTo(frames);
        return FrameReader.decompress(frames.toByteArray());
    }

    private static double compress(String what, Compressor compressor, byte[] plain) {
        byte[] out = new byte[compressor.maxCompressedLength(FRAME)];
        long best = Long.MAX_VALUE;
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            bytes = 0;
            long start = THREADS.getCurrentThreadCpuTime();
            for (int at = 0; at < plain.length; at += FRAME) {
                int size = Math.min(FRAME, plain.length - at);
                bytes += compressor.compress(plain, at, size, out, 0, out.length);
            }
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return print(what, best, bytes);
    }

    private static double print(String what, long nanos, long bytes) {
        System.out.printf(
                "%-26s %5.0f ns and %4.1f bytes per row%n",
                what, (double) nanos / ROWS, (double) bytes / ROWS);
        return (double) nanos / ROWS;
    }
}
