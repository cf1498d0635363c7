// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import io.flinkhouse.clickhouse.codec.BlockDecoder;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
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
