// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A sealed block in ClickHouse's LZ4 frames, as it is sent: one block of the Native format, or
 * messages in a format that the server parses.
 *
 * <p>Immutable; may be written any number of times and from any thread.
 */
@Internal
public final class EncodedBlock implements Payload {

    private static final byte[] NONE = {};

    private final BlockKind kind;
    private final int rows;
    private final long uncompressedBytes;
    private final long length;
    private final byte[] boundaries;
    private volatile Chunks chunks;

    private EncodedBlock(
            BlockKind kind, int rows, long uncompressedBytes, Chunks chunks, byte[] boundaries) {
        this.kind = kind;
        this.boundaries = boundaries;
        this.rows = rows;
        this.uncompressedBytes = uncompressedBytes;
        this.chunks = chunks;
        this.length = chunks.length();
    }

    public static EncodedBlock ofRows(int rows, long uncompressedBytes, Chunks chunks) {
        return new EncodedBlock(BlockKind.ROWS, rows, uncompressedBytes, chunks, NONE);
    }

    public static EncodedBlock ofMessages(
            int messages, long uncompressedBytes, Chunks chunks, byte[] boundaries) {
        return new EncodedBlock(
                BlockKind.MESSAGES, messages, uncompressedBytes, chunks, boundaries);
    }

    /** Returns a block of messages that cannot be split into messages again. */
    public static EncodedBlock ofMessages(int messages, long uncompressedBytes, Chunks chunks) {
        return ofMessages(messages, uncompressedBytes, chunks, NONE);
    }

    public BlockKind kind() {
        return kind;
    }

    /** Returns the number of rows or messages. */
    public int rows() {
        return rows;
    }

    /** Returns the number of bytes before compression. */
    public long uncompressedBytes() {
        return uncompressedBytes;
    }

    @Override
    public long length() {
        return length;
    }

    /** Returns the end offset of each message; empty for a block of rows. */
    public byte[] boundaries() {
        return boundaries;
    }

    /**
     * Returns the bytes of the block with its boundaries behind them, from which it can be sent or
     * split later.
     */
    public Payload withBoundaries() {
        return Payload.of(
                length + boundaries.length,
                out -> {
                    writeTo(out);
                    out.write(boundaries);
                },
                this::release);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Chunks written = chunks;
        if (written == null) {
            throw new IllegalStateException("The block was released; it cannot be written");
        }
        written.writeTo(out);
    }

    /**
     * Returns the memory to the builder that sealed the block; optional. No thread may be writing
     * the block then, and none can afterwards.
     */
    @Override
    public void release() {
        Chunks released = chunks;
        chunks = null;
        if (released != null) {
            released.release();
        }
    }
}
