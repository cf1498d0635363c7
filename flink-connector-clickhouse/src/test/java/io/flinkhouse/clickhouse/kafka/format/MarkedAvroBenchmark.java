// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka.format;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.formats.avro.AvroRowDataDeserializationSchema;
import org.apache.flink.formats.avro.AvroRowDataSerializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.util.Collector;

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
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Nanoseconds per message of Flink's binary Avro format, and of the same with a mark. Their median
 * hardly depends on what else the machine does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MarkedAvroBenchmark.MESSAGES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class MarkedAvroBenchmark {

    static final int MESSAGES = 1000;

    /** How often the three columns are repeated: a number, a time and a text. */
    @Param({"1", "3", "10"})
    public int times;

    private final List<byte[]> messages = new ArrayList<>();
    private DeserializationSchema<RowData> flinks;
    private DeserializationSchema<RowData> marked;
    private Collector<RowData> out;

    @Setup
    public void prepare(Blackhole taken) throws Exception {
        RowType columns = columns(3 * times);
        flinks = decoder(columns);
        flinks.open(null);
        marked =
                new MarkedDeserializer(
                        decoder(columns(3 * times + 1)), InternalTypeInfo.of(columns));
        marked.open(null);
        AvroRowDataSerializationSchema encoder = new AvroRowDataSerializationSchema(columns);
        encoder.open(null);
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(encoder.serialize(row(i)));
        }
        out =
                new Collector<>() {
                    @Override
                    public void collect(RowData row) {
                        taken.consume(row);
                    }

                    @Override
                    public void close() {}
                };
    }

    @Benchmark
    public void flinksAvro() throws IOException {
        for (byte[] message : messages) {
            flinks.deserialize(message, out);
        }
    }

    @Benchmark
    public void markedAvro() throws IOException {
        for (byte[] message : messages) {
            marked.deserialize(message, out);
        }
    }

    private static DeserializationSchema<RowData> decoder(RowType columns) {
        return new AvroRowDataDeserializationSchema(columns, InternalTypeInfo.of(columns));
    }

    private static RowType columns(int count) {
        List<LogicalType> types =
                List.of(
                        new BigIntType(false),
                        new TimestampType(false, 3),
                        new VarCharType(false, VarCharType.MAX_LENGTH));
        return (RowType)
                RowType.of(
                                IntStream.range(0, count)
                                        .mapToObj(i -> types.get(i % types.size()))
                                        .toArray(LogicalType[]::new))
                        .copy(false);
    }

    private RowData row(int number) {
        GenericRowData row = new GenericRowData(3 * times);
        for (int i = 0; i < row.getArity(); i += 3) {
            row.setField(i, (long) number * number);
            row.setField(i + 1, TimestampData.fromEpochMillis(1_700_000_000_000L + number));
            row.setField(i + 2, StringData.fromString("https://shop.example.com/item/" + number));
        }
        return row;
    }
}
