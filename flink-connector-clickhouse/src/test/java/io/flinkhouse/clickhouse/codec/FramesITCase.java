// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A block large enough that one column goes uncompressed after its first frame and another does
 * not.
 */
@ExtendWith(ClickHouseExtension.class)
class FramesITCase {

    private static final int ROWS = 600_000;
    private static final StringData TEXT =
            StringData.fromString("always the same words, so that they shrink to next to nothing");

    private final NativeBlockBuilder encoder =
            new NativeBlockBuilder(
                    List.of(
                            new ColumnSpec(
                                    "number", TypeParser.parse("Int64"), new BigIntType(false)),
                            new ColumnSpec(
                                    "text",
                                    TypeParser.parse("String"),
                                    new VarCharType(false, VarCharType.MAX_LENGTH))));

    @Test
    void theServerReadsBothKinds(ClickHouseDatabase db) {
        NativeHttp.execute(db, "CREATE TABLE frames (number Int64, text String) ENGINE = Memory");
        long sum = append();
        EncodedBlock block = encoder.seal();
        NativeHttp.insert(db, "frames", block);

        assertThat(
                        NativeHttp.select(
                                db,
                                "SELECT toUInt8(count() = "
                                        + ROWS
                                        + " AND sum(number) = "
                                        + sum
                                        + " AND uniqExact(text) = 1) AS v FROM frames"))
                .endsWith((byte) 1);
        assertThat(block.length())
                .as("the numbers do not shrink, the text does")
                .isBetween(ROWS * 7L, ROWS * 10L);
    }

    @Test
    void aDamagedFrameOfLiteralsIsNotBelieved() throws IOException {
        append();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoder.seal().writeTo(out);
        byte[] frames = out.toByteArray();
        assertThat(FrameReader.decompress(frames)).hasSizeGreaterThan(ROWS * 70);
        int inLiterals = frames.length / 4; // of the numbers, which come first
        frames[inLiterals] ^= 1;

        assertThatThrownBy(() -> FrameReader.decompress(frames))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("checksum");
    }

    private long append() {
        Random random = new Random(7);
        long sum = 0;
        for (int i = 0; i < ROWS; i++) {
            long number = random.nextLong() >> 8; // seven random bytes of eight
            sum += number;
            encoder.append(GenericRowData.of(number, TEXT));
        }
        return sum;
    }
}
