// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the golden files contain the bytes that a server writes. {@code -Dgolden.update}
 * rewrites them from the types and expressions they hold.
 */
@ExtendWith(ClickHouseExtension.class)
class GoldenFilesITCase {

    static Stream<Path> files() {
        return Golden.files().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void holdWhatTheServerWrites(Path file, ClickHouseDatabase db) throws IOException {
        List<String> lines =
                Stream.concat(
                                Stream.of(Golden.HEADER),
                                Golden.in(file).stream().map(golden -> fresh(golden, db).line()))
                        .toList();
        if (System.getProperty("golden.update") != null) {
            Files.write(file, lines);
        }
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }

    private static Golden fresh(Golden golden, ClickHouseDatabase db) {
        byte[] block = NativeHttp.select(db, golden.select());
        ByteReader in = new ByteReader(block);
        assertThat(in.varint()).as("columns").isEqualTo(1);
        assertThat(in.varint()).as("rows").isEqualTo(1);
        assertThat(in.text()).isEqualTo("v");
        assertThat(TypeMapping.withoutZone(TypeParser.parse(in.text())))
                .as("type of %s", golden)
                .isEqualTo(TypeMapping.withoutZone(golden.readType()));
        String bytes = HexFormat.of().formatHex(block, in.position(), block.length);
        Object value =
                Shown.field(new BlockDecoder(List.of(golden.readSpec())).decode(block).get(0), 0);
        return new Golden(
                golden.file(), golden.type(), golden.sql(), golden.flink(), bytes, Shown.of(value));
    }
}
