// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that rows in Flink's binary form are written with the same bytes as rows of objects. */
class PackedRowsTest {

    static Stream<Golden> golden() {
        return Golden.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void ofEveryType(Golden golden) throws IOException {
        ColumnSpec nullable =
                new ColumnSpec("v", golden.clickHouseType(), golden.flinkType().copy(true));
        RowData row = new BlockDecoder(List.of(golden.readSpec())).decode(golden.block()).get(0);

        assertSame(List.of(nullable), List.of(row));
    }

    @Test
    void ofTextsAndBytesOfEveryLength() throws IOException {
        List<ColumnSpec> columns =
                List.of(
                        spec("id", "BIGINT", "Int64"),
                        spec("text", "STRING", "String"),
                        spec("word", "STRING", "LowCardinality(String)"),
                        spec("bytes", "BYTES", "String"));
        List<RowData> rows = new ArrayList<>();
        for (int length = 0; length <= 20; length++) {
            String text = "äbcdefghijklmnopqrst".substring(0, length);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            rows.add(
                    GenericRowData.of(
                            7L, StringData.fromString(text), StringData.fromString(text), bytes));
        }
        assertSame(columns, rows);
    }

    @Test
    void ofTimesBeforeAndAfterTheEpoch() throws IOException {
        List<ColumnSpec> columns =
                List.of(
                        spec("a", "TIMESTAMP(3)", "DateTime64(3, 'Europe/Berlin')"),
                        spec("b", "TIMESTAMP_LTZ(9)", "DateTime64(9)"),
                        spec("c", "TIMESTAMP(6)", "DateTime64(6, 'UTC')"));
        List<RowData> rows = new ArrayList<>();
        for (long millis : new long[] {-86_400_001, -1, 0, 1, 1_767_225_600_123L}) {
            rows.add(
                    GenericRowData.of(
                            TimestampData.fromEpochMillis(millis),
                            TimestampData.fromEpochMillis(millis, 999_999),
                            TimestampData.fromEpochMillis(millis, 123_000)));
        }
        assertSame(columns, rows);
    }

    private static void assertSame(List<ColumnSpec> columns, List<RowData> rows)
            throws IOException {
        RowDataSerializer serializer =
                new RowDataSerializer(
                        columns.stream().map(ColumnSpec::flinkType).toArray(LogicalType[]::new));
        NativeBlockBuilder objects = new NativeBlockBuilder(columns);
        NativeBlockBuilder bytes = new NativeBlockBuilder(columns);
        for (RowData row : rows) {
            objects.append(row);
            bytes.append(serializer.toBinaryRow(row));
        }
        assertThat(written(bytes)).isEqualTo(written(objects));
    }

    private static byte[] written(NativeBlockBuilder encoder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoder.seal().writeTo(out);
        return FrameReader.decompress(out.toByteArray());
    }

    private static ColumnSpec spec(String name, String flink, String type) {
        LogicalType flinkType =
                LogicalTypeParser.parse(flink, PackedRowsTest.class.getClassLoader());
        return new ColumnSpec(name, TypeParser.parse(type), flinkType);
    }
}
