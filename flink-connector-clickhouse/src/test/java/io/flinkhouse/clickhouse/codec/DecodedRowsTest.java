// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.error.BadValueException;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that blocks of every type can be decoded and encoded again. */
class DecodedRowsTest {

    /** All values of one type and one Flink type for it, in one block. */
    private record Values(String type, List<Golden> golden) {

        @Override
        public String toString() {
            return type + " as " + golden.get(0).flinkType();
        }

        byte[] all() throws IOException {
            return without(-1);
        }

        byte[] without(int left) throws IOException {
            NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(golden.get(0).readSpec()));
            for (int i = 0; i < golden.size(); i++) {
                if (i != left) {
                    Golden one = golden.get(i);
                    encoder.append(
                            new BlockDecoder(List.of(one.readSpec())).decode(one.block()).get(0));
                }
            }
            return frames(encoder.seal("_fence", 77));
        }
    }

    static Stream<Values> values() {
        return Golden.all().stream()
                .filter(golden -> !golden.file().startsWith("Time") || golden.flink().isEmpty())
                .collect(Collectors.groupingBy(golden -> golden.type() + golden.flink()))
                .values()
                .stream()
                .map(group -> new Values(group.get(0).type(), group));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void allButSomeAreTheSameBytesAsIfTheseHadNeverBeenThere(Values values) throws IOException {
        int last = values.golden.size() - 1;
        DecodedRows rows = DecodedRows.read(values.all());

        assertThat(rows.count()).isEqualTo(last + 1);
        assertSame(rows.range(0, last + 1), values.all());
        assertSame(rows.without(BitSet.valueOf(new long[] {1})), values.without(0));
        BitSet end = new BitSet();
        end.set(last);
        assertSame(rows.without(end), values.without(last));
    }

    private static void assertSame(EncodedBlock block, byte[] frames) throws IOException {
        assertThat(FrameReader.decompress(frames(block))).isEqualTo(FrameReader.decompress(frames));
    }

    @Test
    void anyRangeIsABlock() throws IOException {
        Golden text = Golden.in(Golden.DIRECTORY.resolve("String.tsv")).get(0);
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(text.spec()));
        List<RowData> all =
                Stream.of("a", "b", "c", "d")
                        .map(s -> (RowData) GenericRowData.of(StringData.fromString(s)))
                        .toList();
        all.forEach(encoder::append);
        DecodedRows rows = DecodedRows.read(frames(encoder.seal()));

        assertThat(rows.row(3).getString(0)).hasToString("d");
        all.subList(1, 3).forEach(encoder::append);
        assertSame(rows.range(1, 3), frames(encoder.seal()));
        assertThat(rows.range(2, 2).rows()).isZero();
    }

    @Test
    void aTimeThatIsNoTimeOfDayCannotBeTakenApart() throws IOException {
        Golden time =
                Golden.in(Golden.DIRECTORY.resolve("Time.tsv")).stream()
                        .filter(golden -> golden.value().equals("-3599999000"))
                        .findFirst()
                        .orElseThrow();
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(time.spec()));
        encoder.append(new BlockDecoder(List.of(time.readSpec())).decode(time.block()).get(0));
        byte[] block = frames(encoder.seal());

        assertThatThrownBy(() -> DecodedRows.read(block))
                .isInstanceOf(BadValueException.class)
                .hasMessageContaining("Column 'v' Time holds what TIME(0) NOT NULL cannot");
    }

    @Test
    void whatIsNoBlockIsRefused() throws IOException {
        Golden text = Golden.in(Golden.DIRECTORY.resolve("String.tsv")).get(0);
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(text.spec()));
        encoder.append(new BlockDecoder(List.of(text.readSpec())).decode(text.block()).get(0));
        byte[] block = frames(encoder.seal());
        byte[] twice = Arrays.copyOf(block, block.length * 2);
        System.arraycopy(block, 0, twice, block.length, block.length);

        assertThatThrownBy(() -> DecodedRows.read(twice))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("more than one block");
    }

    private static byte[] frames(EncodedBlock block) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        block.writeTo(out);
        return out.toByteArray();
    }
}
