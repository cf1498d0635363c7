// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.passthrough;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;
import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.codec.lz4.CompressionChoice;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.codec.lz4.FrameWriter;
import io.flinkhouse.clickhouse.passthrough.MessageFormat.Framing;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.BitSet;

/** Decodes a sealed block back into its messages. */
@Internal
public final class DecodedMessages {

    private final Framing framing;
    private final byte[] bytes;
    private final int[] ends;

    private DecodedMessages(Framing framing, byte[] bytes, int[] ends) {
        this.framing = framing;
        this.bytes = bytes;
        this.ends = ends;
    }

    /**
     * Decodes a block that a {@link MessageBlockBuilder} sealed.
     *
     * @param count the number of messages
     * @throws CorruptDataException if frames and boundaries do not match
     */
    public static DecodedMessages read(
            Framing framing, byte[] frames, byte[] boundaries, int count) {
        byte[] bytes = FrameReader.decompress(frames);
        ByteReader in = new ByteReader(boundaries);
        int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            long length = in.varint();
            if (length < 0 || length > bytes.length - end) {
                throw in.corrupt("message " + i + " would end behind the block");
            }
            end += (int) length;
            ends[i] = end;
        }
        if (!in.atEnd() || end != bytes.length) {
            throw in.corrupt(
                    "the boundaries of "
                            + count
                            + " messages cover "
                            + end
                            + " of "
                            + bytes.length
                            + " bytes");
        }
        return new DecodedMessages(framing, bytes, ends);
    }

    public int count() {
        return ends.length;
    }

    /** Returns a message as it was received, without a line feed at its end. */
    public byte[] message(int index) {
        int from = start(index);
        int to = ends[index];
        return switch (framing) {
            case CONCATENATED -> Arrays.copyOfRange(bytes, from, to);
            case LINES -> Arrays.copyOfRange(bytes, from, to - 1);
            case LENGTH_DELIMITED -> Arrays.copyOfRange(bytes, from + varintBytes(from), to);
        };
    }

    private int varintBytes(int from) {
        int size = 1;
        while (bytes[from + size - 1] < 0) {
            size++;
        }
        return size;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Returns a range of messages as a block. */
    public EncodedBlock range(int from, int to) {
        Chunks out = new Chunks(new ChunkPool());
        int begin = start(from);
        int length = start(to) - begin;
        new FrameWriter().write(bytes, begin, length, new CompressionChoice(), out);
        return EncodedBlock.ofMessages(to - from, length, out);
    }

    /** Returns all messages except some, in their order, as a block. */
    public EncodedBlock without(BitSet left) {
        ByteWriter kept = new ByteWriter();
        int count = 0;
        for (int i = left.nextClearBit(0); i < ends.length; i = left.nextClearBit(i + 1)) {
            kept.bytes(bytes, start(i), ends[i] - start(i));
            count++;
        }
        Chunks out = new Chunks(new ChunkPool());
        new FrameWriter().write(kept.array(), 0, kept.size(), new CompressionChoice(), out);
        return EncodedBlock.ofMessages(count, kept.size(), out);
    }
}
