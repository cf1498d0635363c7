// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests rows of decoded blocks against the random rows from which the blocks were made. */
class BlockRowTest {

    private static final long YEAR_2020 = 1_577_836_800_000L;

    private final List<ColumnSpec> columns = new ArrayList<>();
    private final List<Function<Random, Object>> values = new ArrayList<>();

    BlockRowTest() {
        add("Bool", "BOOLEAN", Random::nextBoolean);
        add("Int8", "TINYINT", random -> (byte) random.nextInt());
        add("Int16", "SMALLINT", random -> (short) random.nextInt());
        add("Int32", "INT", Random::nextInt);
        add("Int64", "BIGINT", Random::nextLong);
        add("UInt8", "SMALLINT", random -> (short) random.nextInt(256));
        add("UInt16", "INT", random -> random.nextInt(65536));
        add("UInt32", "BIGINT", random -> random.nextInt() & 0xFFFF_FFFFL);
        add("UInt64", "BIGINT", random -> random.nextLong() >>> 1);
        add("UInt64", "DECIMAL(20, 0)", random -> decimal(new BigInteger(64, random), 20, 0));
        add("Float32", "FLOAT", random -> Float.intBitsToFloat(random.nextInt(1 << 30)));
        add("Float64", "DOUBLE", Random::nextGaussian);
        add("Decimal(9, 2)", "DECIMAL(9, 2)", random -> decimal(big(random, 28), 9, 2));
        add("Decimal(18, 4)", "DECIMAL(18, 4)", random -> decimal(big(random, 58), 18, 4));
        add("Decimal(38, 10)", "DECIMAL(38, 10)", random -> decimal(big(random, 120), 38, 10));
        add("String", "STRING", BlockRowTest::text);
        add("String", "BYTES", BlockRowTest::bytes);
        add("FixedString(2)", "STRING", random -> StringData.fromString("D" + letter(random)));
        add("Enum8('a' = 1, 'b' = -2)", "STRING", random -> word(random, "a", "b"));
        add("UUID", "STRING", BlockRowTest::uuid);
        add("Date", "DATE", random -> random.nextInt(65536));
        add("Date32", "DATE", random -> random.nextInt(100_000) - 25_000);
        add("DateTime", "TIMESTAMP_LTZ(0)", random -> time(random.nextInt() & 0xFFFF_FFFFL, 0));
        add("DateTime64(3)", "TIMESTAMP_LTZ(3)", random -> millis(random, 0));
        add("DateTime64(6)", "TIMESTAMP_LTZ(6)", random -> millis(random, 1000));
        add("DateTime64(9, 'Asia/Tokyo')", "TIMESTAMP(9)", random -> millis(random, 1));
        add("Array(Nullable(Int32))", "ARRAY<INT>", BlockRowTest::array);
        add("Map(String, Int64)", "MAP<STRING, BIGINT>", BlockRowTest::map);
        add("Tuple(Int64, String)", "ROW<a BIGINT, b STRING>", BlockRowTest::tuple);
        for (String type : List.of("LowCardinality(String)", "LowCardinality(Nullable(String))")) {
            add(type, "STRING", random -> StringData.fromString("v" + random.nextInt(300)));
        }
    }

    /** All rows are compared after the last block was read. */
    @Test
    void everyRowHasTheValuesThatWereSentAndKeepsThem() throws IOException {
        Random random = new Random(1);
        LogicalType[] types =
                columns.stream().map(ColumnSpec::flinkType).toArray(LogicalType[]::new);
        RowDataSerializer serializer = new RowDataSerializer(types);
        NativeBlockBuilder encoder = new NativeBlockBuilder(columns);
        List<RowData> sent = new ArrayList<>();
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (int rows : new int[] {1, 3000, 7, 500}) {
            for (int i = 0; i < rows; i++) {
                RowData row = row(random);
                encoder.append(row);
                sent.add(serializer.toBinaryRow(row).copy());
            }
            blocks.writeBytes(CodecContractTest.plain(encoder.seal()));
        }

        List<RowData> received = new ArrayList<>();
        Supplier<Optional<List<RowData>>> decoded =
                new BlockDecoder(columns).decode(dripping(blocks.toByteArray()));
        for (Optional<List<RowData>> block = decoded.get();
                block.isPresent();
                block = decoded.get()) {
            received.addAll(block.get());
        }

        assertThat(received).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(serializer.toBinaryRow(received.get(i)).copy())
                    .as("row %d", i)
                    .isEqualTo(sent.get(i));
            assertThat(serializer.toBinaryRow(serializer.copy(received.get(i))).copy())
                    .isEqualTo(sent.get(i));
        }
    }

    @Test
    void aTextIsKeptAsBytesOfNoMoreThanItsPart() throws IOException {
        List<ColumnSpec> text = List.of(column("String", "STRING"));
        NativeBlockBuilder encoder = new NativeBlockBuilder(text);
        StringData large = StringData.fromString("x".repeat(3_000_000));
        StringData small = StringData.fromString("y".repeat(1000));
        for (int i = 0; i < 3000; i++) {
            encoder.append(GenericRowData.of(i == 1000 ? large : small));
        }
        List<RowData> rows = new BlockDecoder(text).decode(CodecContractTest.plain(encoder.seal()));
        for (int i = 0; i < rows.size(); i++) {
            BinaryStringData value = (BinaryStringData) rows.get(i).getString(0);
            assertThat(value.getJavaObject()).isNull();
            assertThat(value.getSegments()[0].size()).isLessThanOrEqualTo(3_000_000);
            assertThat(value).isEqualTo(i == 1000 ? large : small);
        }
        BinaryStringData first = (BinaryStringData) rows.get(0).getString(0);
        assertThat(first.getSegments()[0].size()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void theKindOfARowIsItsOwn() throws IOException {
        List<ColumnSpec> number = List.of(column("Int32", "INT"));
        NativeBlockBuilder encoder = new NativeBlockBuilder(number);
        encoder.append(GenericRowData.of(1));
        List<RowData> rows =
                new BlockDecoder(number).decode(CodecContractTest.plain(encoder.seal()));
        RowData row = rows.get(0);
        assertThat(row.getRowKind()).isEqualTo(RowKind.INSERT);
        row.setRowKind(RowKind.DELETE);
        assertThat(row.getRowKind()).isEqualTo(RowKind.DELETE);
        assertThat(row.getArity()).isEqualTo(1);
    }

    private void add(String type, String flink, Function<Random, Object> value) {
        boolean ownNulls = type.startsWith("LowCardinality");
        boolean composite = type.matches("(Array|Map|Tuple).*");
        add(type, flink, value, type.contains("LowCardinality(Nullable"));
        if (!ownNulls && !composite) {
            add("Nullable(" + type + ")", flink, value, true);
        }
    }

    private void add(String type, String flink, Function<Random, Object> value, boolean nullable) {
        LogicalType flinkType =
                LogicalTypeParser.parse(flink, BlockRowTest.class.getClassLoader()).copy(nullable);
        columns.add(new ColumnSpec("c" + columns.size(), TypeParser.parse(type), flinkType));
        values.add(
                nullable ? random -> random.nextInt(3) == 0 ? null : value.apply(random) : value);
    }

    private static ColumnSpec column(String type, String flink) {
        LogicalType flinkType =
                LogicalTypeParser.parse(flink, BlockRowTest.class.getClassLoader()).copy(false);
        return new ColumnSpec("c", TypeParser.parse(type), flinkType);
    }

    private RowData row(Random random) {
        return GenericRowData.of(values.stream().map(value -> value.apply(random)).toArray());
    }

    private static BigInteger big(Random random, int bits) {
        BigInteger value = new BigInteger(bits, random);
        return random.nextBoolean() ? value : value.negate();
    }

    private static DecimalData decimal(BigInteger unscaled, int precision, int scale) {
        return DecimalData.fromBigDecimal(new BigDecimal(unscaled, scale), precision, scale);
    }

    private static StringData text(Random random) {
        return StringData.fromString("ä😀x".repeat(random.nextInt(20)) + letter(random));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(50)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static char letter(Random random) {
        return (char) ('a' + random.nextInt(26));
    }

    private static StringData word(Random random, String... words) {
        return StringData.fromString(words[random.nextInt(words.length)]);
    }

    private static StringData uuid(Random random) {
        return StringData.fromString(new UUID(random.nextLong(), random.nextLong()).toString());
    }

    private static TimestampData time(long seconds, int nanos) {
        return TimestampData.fromEpochMillis(seconds * 1000, nanos);
    }

    private static TimestampData millis(Random random, int nanosPerTick) {
        int nanos = nanosPerTick == 0 ? 0 : random.nextInt(1_000_000 / nanosPerTick) * nanosPerTick;
        return TimestampData.fromEpochMillis(YEAR_2020 + random.nextInt(), nanos);
    }

    private static Object array(Random random) {
        Object[] elements = new Object[random.nextInt(5)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = random.nextInt(4) == 0 ? null : random.nextInt();
        }
        return new GenericArrayData(elements);
    }

    private static Object map(Random random) {
        return new GenericMapData(Map.of(text(random), random.nextLong()));
    }

    private static Object tuple(Random random) {
        return GenericRowData.of(random.nextLong(), text(random));
    }

    private static InputStream dripping(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 4099));
            }
        };
    }
}
