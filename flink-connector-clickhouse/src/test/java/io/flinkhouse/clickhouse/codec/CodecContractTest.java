// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the contract of every codec with bytes that a real server wrote. */
class CodecContractTest {

    private static final Set<TypeFamily> REFUSED =
            EnumSet.of(
                    TypeFamily.AGGREGATE_FUNCTION,
                    TypeFamily.QBIT,
                    TypeFamily.NOTHING,
                    TypeFamily.UNKNOWN);

    static Stream<Golden> golden() {
        return Golden.all().stream();
    }

    /** Dynamic goes out as a Variant and comes in as text; a test on a server compares those. */
    static Stream<Golden> goldenWritten() {
        return golden().filter(golden -> !golden.file().equals("Dynamic"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void readsTheBytesTheServerWrites(Golden golden) {
        List<RowData> rows = decoder(golden).decode(golden.block());

        assertThat(rows).hasSize(1);
        assertThat(Shown.of(Shown.field(rows.get(0), 0))).isEqualTo(golden.value());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenWritten")
    void writesTheBytesTheServerWrites(Golden golden) throws IOException {
        RowData row = decoder(golden).decode(golden.block()).get(0);
        ColumnSpec nullable =
                new ColumnSpec("v", golden.clickHouseType(), golden.flinkType().copy(true));
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(nullable));
        encoder.append(row);

        assertThat(plain(encoder.seal())).isEqualTo(golden.block());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void namesTheOffsetWhereInputEnds(Golden golden) {
        byte[] block = golden.block();
        List<ColumnSpec> column = List.of(golden.readSpec());
        for (int length = 1; length < block.length; length++) {
            byte[] prefix = Arrays.copyOf(block, length);

            assertThatThrownBy(() -> new BlockDecoder(column).decode(prefix))
                    .as("%d of %d bytes", length, block.length)
                    .isInstanceOfSatisfying(
                            CorruptDataException.class,
                            e -> assertThat(e.offset()).isBetween(0L, (long) prefix.length));
        }
    }

    @Test
    void everyTypeHasAGoldenFile() {
        Set<String> files = golden().map(Golden::file).collect(Collectors.toSet());
        Set<String> types =
                EnumSet.complementOf(EnumSet.copyOf(REFUSED)).stream()
                        .map(TypeFamily::toString)
                        .collect(Collectors.toSet());

        assertThat(files).isEqualTo(types);
    }

    @Test
    void everyTypeNameIsWrittenAsTheServerWritesIt() {
        assertThat(golden()).allSatisfy(g -> assertThat(g.clickHouseType()).hasToString(g.type()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void whatIsReadCanBeWritten(Golden golden) {
        assertThat(TypeMapping.refusal(golden.flinkType(), golden.clickHouseType())).isEmpty();
    }

    private static BlockDecoder decoder(Golden golden) {
        return new BlockDecoder(List.of(golden.readSpec()));
    }

    static byte[] plain(EncodedBlock block) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        block.writeTo(out);
        assertThat(out.size()).isEqualTo(block.length());
        return FrameReader.decompress(out.toByteArray());
    }
}
