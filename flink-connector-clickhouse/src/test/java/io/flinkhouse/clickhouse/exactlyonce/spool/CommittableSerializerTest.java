// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.block.SealedColumn;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests reading the fixtures, which each version wrote when it was new; they are never written
 * again.
 */
class CommittableSerializerTest {

    private static final TablePath TABLE = new TablePath("shop", "orders");
    private static final String UUID = "f838ce39-a085-4402-a6b2-11b7887b0064";
    private static final long FENCE = 0xfedc_ba98_7654_3210L;
    private static final InsertTarget ROWS =
            InsertTarget.ofRows(
                    TABLE,
                    UUID,
                    List.of(
                            new SealedColumn("id", "UInt64"),
                            new SealedColumn("näme", "Nullable(String)"),
                            new SealedColumn("_flink_block", "UInt64")),
                    FENCE);

    /** Blocks of the versions 1 and 2 do not say the types of their columns. */
    private static final InsertTarget UNTYPED =
            InsertTarget.ofRows(
                    TABLE,
                    UUID,
                    ROWS.columns().stream().map(c -> new SealedColumn(c.name(), "")).toList(),
                    FENCE);

    private static final BlockMetadata BLOCK = block(UNTYPED, 0);
    private static final BlockMetadata MESSAGES = block(UNTYPED, 4321);
    private static final Committable SPOOLED_ROWS =
            new Committable(block(ROWS, 0), new Spooled("s3://bucket/spool/sink-1/x.block", 321));
    private static final Committable INLINE_MESSAGES =
            new Committable(
                    block(
                            new InsertTarget(
                                    TABLE,
                                    UUID,
                                    "INSERT INTO `shop`.`orders` SETTINGS a = '1' FORMAT JSONEachRow",
                                    FENCE),
                            4321),
                    new Inline(new byte[] {1, 2, 3, 0, -1}));
    private static final Committable SPOOLED =
            new Committable(BLOCK, new Spooled("s3://bucket/spool/sink-1/x.block", 321));
    private static final Committable SPOOLED_MESSAGES =
            new Committable(MESSAGES, new Spooled("s3://bucket/spool/sink-1/x.block", 321));

    private static BlockMetadata block(InsertTarget target, int boundaries) {
        return new BlockMetadata(
                new BlockId(0x0190_1234_5678_9abcL, 0xdef0_1234_5678_9abcL),
                new BlockOrigin("sink-1", 41, 1_790_000_000_000L),
                target,
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
    void readsWhatVersion2WroteForSpooledMessages() throws IOException {
        assertThat(serializer.deserialize(2, fixture("committable-v2-spooled.bin")))
                .isEqualTo(SPOOLED_MESSAGES);
    }

    @Test
    void readsAndWritesWhatVersion3WroteForSpooledRows() throws IOException {
        byte[] written = fixture("committable-v3-spooled.bin");

        assertThat(serializer.deserialize(3, written)).isEqualTo(SPOOLED_ROWS);
        assertThat(serializer.serialize(SPOOLED_ROWS)).isEqualTo(written);
    }

    @Test
    void readsAndWritesWhatVersion3WroteForInlineMessages() throws IOException {
        byte[] written = fixture("committable-v3-inline.bin");
        Committable read = serializer.deserialize(3, written);

        assertThat(read.block()).isEqualTo(INLINE_MESSAGES.block());
        assertThat(((Inline) read.location()).bytes()).containsExactly(1, 2, 3, 0, -1);
        assertThat(serializer.serialize(INLINE_MESSAGES)).isEqualTo(written);
    }

    /** A name may look like a statement. */
    @Test
    void takesTheColumnsOfAnOldStatementFromOddNames() {
        TablePath odd = new TablePath("db", "a (b) FORMAT c");
        String statement = "INSERT INTO " + odd + " (`x`, `a\\`, \\`b) FORMAT d`) FORMAT Native";

        InsertTarget read = InsertTarget.ofStatement(odd, "", statement, 1);

        assertThat(read.columns())
                .extracting(SealedColumn::name)
                .containsExactly("x", "a`, `b) FORMAT d");
        assertThat(read.statement()).isEqualTo(statement);
    }

    @Test
    void readsWhatVersion2WroteForAnInlineBlock() throws IOException {
        Committable read = serializer.deserialize(2, fixture("committable-v2-inline.bin"));

        assertThat(read.block()).isEqualTo(BLOCK);
        assertThat(((Inline) read.location()).bytes()).containsExactly(1, 2, 3, 0, -1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE `shop`.`orders`",
                "INSERT INTO `shop`.`secrets` FORMAT JSONEachRow",
                "INSERT INTO `shop`.`orders` SELECT * FROM url('http://evil')",
                "INSERT INTO `shop`.`orders` SETTINGS a = '1'; DROP TABLE x FORMAT JSONEachRow",
                "INSERT INTO `shop`.`orders` SETTINGS a = '\\'' FORMAT Values (1), ('\\') FORMAT CSV",
                "INSERT INTO `shop`.`orders` (`a`) SELECT 1",
                "INSERT INTO `shop`.`orders` (`a`, sleep(3)) FORMAT Native",
            })
    void refusesAStatementThatIsNoInsertIntoTheTable(String statement) throws IOException {
        BlockMetadata forged = block(new InsertTarget(TABLE, UUID, statement, FENCE), 4321);
        byte[] bytes = serializer.serialize(new Committable(forged, new Inline(new byte[1])));
        assertThatThrownBy(() -> serializer.deserialize(3, bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no INSERT into `shop`.`orders`")
                .hasMessageNotContaining("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO `shop`.`orders` SETTINGS a_1 = 'it\\'s', b = '\\\\\n' FORMAT JSONEachRow",
                "INSERT INTO `shop`.`orders` SETTINGS  FORMAT CSV",
                "INSERT INTO `shop`.`orders` (`a`, `b``c\\`d`) FORMAT Native",
            })
    void acceptsAnyOwnStatement(String statement) throws IOException {
        BlockMetadata own = block(new InsertTarget(TABLE, UUID, statement, FENCE), 4321);
        Committable block = new Committable(own, new Inline(new byte[1]));
        assertThat(serializer.deserialize(3, serializer.serialize(block)).block()).isEqualTo(own);
    }

    @Test
    void staysUnderOneKilobyteForASpooledBlock() throws IOException {
        assertThat(serializer.serialize(SPOOLED_ROWS).length).isLessThan(1024);
    }

    @Test
    void namesTheUpgradeForAVersionOfTheFuture() {
        assertThatThrownBy(() -> serializer.deserialize(4, new byte[0]))
                .hasMessageContaining("committable version 4")
                .hasMessageContaining("reads 1 to 3");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] bytes = serializer.serialize(SPOOLED_ROWS);
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> serializer.deserialize(3, part))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesBytesTooMany() throws IOException {
        byte[] bytes = serializer.serialize(SPOOLED_ROWS);
        assertThatThrownBy(() -> serializer.deserialize(3, Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessageContaining("1 bytes too many");
    }

    private static byte[] fixture(String name) throws IOException {
        try (InputStream in =
                CommittableSerializerTest.class.getResourceAsStream("/state/" + name)) {
            return in.readAllBytes();
        }
    }
}
