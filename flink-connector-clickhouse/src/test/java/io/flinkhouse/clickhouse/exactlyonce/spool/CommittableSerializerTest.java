// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests reading the fixtures, which each version wrote when it was new; they are never written
 * again.
 */
class CommittableSerializerTest {

    private static final BlockMetadata BLOCK = block(0);
    private static final BlockMetadata MESSAGES = block(4321);
    private static final Committable SPOOLED =
            new Committable(BLOCK, new Spooled("s3://bucket/spool/sink-1/x.block", 321));
    private static final Committable SPOOLED_MESSAGES =
            new Committable(MESSAGES, new Spooled("s3://bucket/spool/sink-1/x.block", 321));

    private static BlockMetadata block(int boundaries) {
        return new BlockMetadata(
                new BlockId(0x0190_1234_5678_9abcL, 0xdef0_1234_5678_9abcL),
                new BlockOrigin("sink-1", 41, 1_790_000_000_000L),
                new InsertTarget(
                        new TablePath("shop", "orders"),
                        "f838ce39-a085-4402-a6b2-11b7887b0064",
                        "INSERT INTO `shop`.`orders` (`id`, `näme`, `_flink_block`) FORMAT Native",
                        0xfedc_ba98_7654_3210L),
                new PayloadInfo(
                        boundaries > 0 ? BlockKind.MESSAGES : BlockKind.ROWS,
                        500_000,
                        12_345_678,
                        0xcafe_babe,
                        true,
                        boundaries));
    }

    private final CommittableSerializer serializer = new CommittableSerializer();

    @Test
    void readsWhatVersion1WroteForASpooledBlock() throws IOException {
        assertThat(serializer.deserialize(1, fixture("committable-v1-spooled.bin")))
                .isEqualTo(SPOOLED);
    }

    @Test
    void readsWhatVersion1WroteForAnInlineBlock() throws IOException {
        Committable read = serializer.deserialize(1, fixture("committable-v1-inline.bin"));

        assertThat(read.block()).isEqualTo(BLOCK);
        assertThat(((Inline) read.location()).bytes()).containsExactly(1, 2, 3, 0, -1);
    }

    @Test
    void readsAndWritesWhatVersion2WroteForSpooledMessages() throws IOException {
        assertThat(serializer.deserialize(2, fixture("committable-v2-spooled.bin")))
                .isEqualTo(SPOOLED_MESSAGES);
        assertThat(serializer.serialize(SPOOLED_MESSAGES))
                .isEqualTo(fixture("committable-v2-spooled.bin"));
    }

    @Test
    void readsWhatVersion2WroteForAnInlineBlock() throws IOException {
        Committable read = serializer.deserialize(2, fixture("committable-v2-inline.bin"));

        assertThat(read.block()).isEqualTo(BLOCK);
        assertThat(((Inline) read.location()).bytes()).containsExactly(1, 2, 3, 0, -1);
    }

    @Test
    void staysUnderOneKilobyteForASpooledBlock() throws IOException {
        assertThat(serializer.serialize(SPOOLED).length).isLessThan(1024);
    }

    @Test
    void namesTheUpgradeForAVersionOfTheFuture() {
        assertThatThrownBy(() -> serializer.deserialize(3, new byte[0]))
                .hasMessageContaining("committable version 3")
                .hasMessageContaining("reads 1 to 2");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] bytes = serializer.serialize(SPOOLED);
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> serializer.deserialize(2, part))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesBytesTooMany() throws IOException {
        byte[] bytes = serializer.serialize(SPOOLED);
        assertThatThrownBy(() -> serializer.deserialize(2, Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessageContaining("1 bytes too many");
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in =
                CommittableSerializerTest.class.getResourceAsStream("/state/" + name)) {
            return in.readAllBytes();
        }
    }
}
