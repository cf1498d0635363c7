// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that a stream needs memory only for the bytes that arrive, whatever lengths they announce.
 */
class StreamReaderTest {

    private static final long SMALL = 8L << 20;

    @Test
    void aBlockThatClaimsRowsItHasNotCostsNoMemory() {
        refused(1, 0x80, 0x80, 0x80, 0x80, 4, 1, 'c', 6, 'S', 't', 'r', 'i', 'n', 'g', 1, 'x');
    }

    @Test
    void aTextThatClaimsBytesItHasNotCostsNoMemory() {
        refused(1, 1, 1, 'c', 6, 'S', 't', 'r', 'i', 'n', 'g', 0x80, 0x80, 0x80, 0x80, 1, 'x');
    }

    @Test
    void readsWhatComesInPieces() {
        ByteWriter block = new ByteWriter();
        block.varint(1);
        block.varint(3);
        block.text("c");
        block.text("String");
        for (int length : new int[] {0, 200_000, 3}) {
            block.text("x".repeat(length));
        }
        InputStream dripping =
                new ByteArrayInputStream(block.array(), 0, block.size()) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(length, 777));
                    }
                };
        Supplier<Optional<List<RowData>>> blocks = decoder().decode(dripping);
        assertThat(blocks.get().orElseThrow())
                .extracting(row -> row.getString(0).toString().length())
                .containsExactly(0, 200_000, 3);
        assertThat(blocks.get()).isEmpty();
    }

    /** Each length of the pieces puts the ends of these at other places of the values. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8, 9, 13, 64, 127, 128, 129, 1000, 100_000})
    void valuesMayLieAcrossPieces(int piece) {
        ByteWriter out = new ByteWriter();
        out.int64(-2);
        for (int i = 0; i < 100; i++) {
            out.int64(i);
            out.int32(-i);
        }
        for (int i = 0; i < 300; i++) {
            out.text("é".repeat(i));
        }
        out.int16((short) 7);
        byte[] bytes = Arrays.copyOf(out.array(), out.size());
        StreamReader in = new StreamReader(new Pieces(bytes, piece));
        assertThat(in.int64()).isEqualTo(-2);
        for (int i = 0; i < 100; i++) {
            assertThat(in.int64()).isEqualTo(i);
            assertThat(in.int32()).isEqualTo(-i);
        }
        Texts texts = in.texts(300);
        for (int i = 0; i < 300; i++) {
            assertThat(new String(texts.copy(i), StandardCharsets.UTF_8)).isEqualTo("é".repeat(i));
        }
        assertThat(in.atEnd()).isFalse();
        assertThat(in.consumed()).isEqualTo(bytes.length - 2);
        assertThat(in.int16()).isEqualTo((short) 7);
        assertThat(in.atEnd()).isTrue();
        assertThat(in.consumed()).isEqualTo(bytes.length);
        assertThatThrownBy(in::int8)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("offset " + bytes.length);
    }

    /** Overwrites its array with each piece; some pieces are empty. */
    private static final class Pieces implements ByteSource {

        private final byte[] all;
        private final byte[] piece;
        private int next;
        private int length;

        Pieces(byte[] all, int piece) {
            this.all = all;
            this.piece = new byte[piece];
        }

        @Override
        public boolean next() {
            Arrays.fill(piece, (byte) 0xAA);
            length = length > 0 && next % 3 == 0 ? 0 : Math.min(piece.length, all.length - next);
            System.arraycopy(all, next, piece, 0, length);
            boolean more = next < all.length;
            next += length;
            return more;
        }

        @Override
        public byte[] bytes() {
            return piece;
        }

        @Override
        public int length() {
            return length;
        }
    }

    private static void refused(int... block) {
        byte[] bytes = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            bytes[i] = (byte) block[i];
        }
        Supplier<Optional<List<RowData>>> blocks =
                decoder().decode(new ByteArrayInputStream(bytes));
        long before = allocated();
        assertThatThrownBy(blocks::get).isInstanceOf(CorruptDataException.class);
        assertThat(allocated() - before).isLessThan(SMALL);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static BlockDecoder decoder() {
        return new BlockDecoder(
                List.of(
                        new ColumnSpec(
                                "c",
                                TypeParser.parse("String"),
                                new VarCharType(false, VarCharType.MAX_LENGTH))));
    }
}
