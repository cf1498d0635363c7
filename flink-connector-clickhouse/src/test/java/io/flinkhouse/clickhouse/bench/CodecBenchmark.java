// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.bench;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;

import org.apache.flink.table.data.RowData;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nanoseconds per row and type: rows to compressed blocks, and blocks to rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Sample.ROWS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBenchmark {

    @Param public Sample sample;

    private RowData[] generic;
    private RowData[] binary;
    private byte[] frames;
    private byte[] block;
    private NativeBlockBuilder encoder;
    private BlockDecoder decoder;
    private RowData.FieldGetter[] getters;

    @Setup
    public void prepare() throws IOException {
        generic = sample.generic();
        binary = sample.binary();
        encoder = new NativeBlockBuilder(sample.columns());
        decoder = new BlockDecoder(sample.columns());
        getters = new RowData.FieldGetter[sample.columns().size()];
        for (int i = 0; i < getters.length; i++) {
            getters[i] = RowData.createFieldGetter(sample.columns().get(i).flinkType(), i);
        }
        for (RowData row : generic) {
            encoder.append(row);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoder.seal().writeTo(out);
        frames = out.toByteArray();
        block = FrameReader.decompress(frames);
    }

    @Benchmark
    public long encodeGenericRows() {
        return encode(generic);
    }

    @Benchmark
    public long encodeBinaryRows() {
        return encode(binary);
    }

    @Benchmark
    public byte[] decompress() {
        return FrameReader.decompress(frames);
    }

    @Benchmark
    public List<RowData> decode() {
        return decoder.decode(block);
    }

    /** All of a scan but the network: decompresses, decodes, and takes each field of each row. */
    @Benchmark
    public long read() {
        long sum = 0;
        for (RowData row : decoder.decode(FrameReader.decompress(frames))) {
            for (RowData.FieldGetter getter : getters) {
                Object value = getter.getFieldOrNull(row);
                sum += value == null ? 1 : 2;
            }
        }
        return sum;
    }

    private long encode(RowData[] rows) {
        for (RowData row : rows) {
            encoder.append(row);
        }
        EncodedBlock sealed = encoder.seal();
        long length = sealed.length();
        sealed.release();
        return length;
    }
}
