// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that reading damaged bytes ends soon, with rows or with a clear error. */
@Timeout(60)
class DamagedBlocksTest {

    private static final int TRIES = 300;

    static Stream<Golden> golden() {
        return Golden.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void endInRowsOrInAClearError(Golden golden) {
        byte[] block = golden.block();
        List<ColumnSpec> column = List.of(golden.readSpec());
        Random random = new Random(block.length * 31L + golden.type().hashCode());
        for (int i = 0; i < TRIES; i++) {
            byte[] damaged = damage(block, random);
            try {
                List<RowData> rows = new BlockDecoder(column).decode(damaged);
                assertThat(rows.size()).isLessThanOrEqualTo(damaged.length);
            } catch (CorruptDataException e) {
                assertThat(e.offset()).isBetween(0L, (long) damaged.length);
            } catch (BadValueException e) {
                assertThat(e).hasMessageContaining("'v'");
            }
        }
    }

    @Test
    void aDamagedFrameIsNeverBelieved() throws IOException {
        NativeBlockBuilder encoder = new NativeBlockBuilder(List.of(Golden.all().get(0).spec()));
        Golden first = Golden.all().get(0);
        RowData row = new BlockDecoder(List.of(first.readSpec())).decode(first.block()).get(0);
        for (int i = 0; i < 1000; i++) {
            encoder.append(row);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encoder.seal().writeTo(out);
        byte[] frames = out.toByteArray();
        for (int at = 0; at < frames.length; at++) {
            byte[] damaged = frames.clone();
            damaged[at] ^= 0x10;

            assertThatThrownBy(() -> FrameReader.decompress(damaged))
                    .as("byte %d", at)
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    /** Flips bits, writes extreme numbers, inserts, removes. */
    private static byte[] damage(byte[] block, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int target = random.nextInt(block.length);
        int kind = random.nextInt(5);
        for (int i = 0; i < block.length; i++) {
            if (i != target) {
                out.write(block[i]);
                continue;
            }
            switch (kind) {
                case 0 -> out.write(block[i] ^ 1 << random.nextInt(8));
                case 1 -> out.write(random.nextBoolean() ? 0xFF : 0x7F);
                case 2 -> {
                    byte[] extra = new byte[random.nextInt(12)];
                    random.nextBytes(extra);
                    out.writeBytes(extra);
                }
                case 3 -> out.writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 1});
                default -> {}
            }
        }
        return out.toByteArray();
    }
}
