// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * One sealed block in ClickHouse's LZ4 frames: exactly one block of the Native format, or messages
 * in a format that the server parses.
 *
 * <p>Immutable; may be written any number of times and from any thread.
 */
@Internal
public final class EncodedBlock {

    private static final byte[] NONE = {};

    private final int rows;
    private final long uncompressedBytes;
    private final long length;
    private final long checksum;
    private final byte[] boundaries;
    private volatile Chunks chunks;

    EncodedBlock(int rows, long uncompressedBytes, Chunks chunks) {
        this(rows, uncompressedBytes, chunks, NONE);
    }

    EncodedBlock(int rows, long uncompressedBytes, Chunks chunks, byte[] boundaries) {
        this.boundaries = boundaries;
        this.rows = rows;
        this.uncompressedBytes = uncompressedBytes;
        this.chunks = chunks;
        this.length = chunks.length();
        this.checksum = chunks.checksum();
    }

    public int rows() {
        return rows;
    }

    /** Bytes of the block before compression. */
    public long uncompressedBytes() {
        return uncompressedBytes;
    }

    /** Bytes that {@link #writeTo} writes. */
    public long length() {
        return length;
    }

    /** CRC-32C of the bytes that {@link #writeTo} writes. */
    public long checksum() {
        return checksum;
    }

    /** Where each message ends, for {@link SealedMessages}; nothing for a block of rows. */
    public byte[] boundaries() {
        return boundaries;
    }

    public void writeTo(OutputStream out) throws IOException {
        Chunks written = chunks;
        if (written == null) {
            throw new IllegalStateException("The block was released; it cannot be written");
        }
        written.writeTo(out);
    }

    /**
     * Gives the memory back to the encoder that made the block; optional. Nobody may be writing the
     * block then, and nobody can afterwards.
     */
    public void release() {
        Chunks released = chunks;
        chunks = null;
        if (released != null) {
            released.release();
        }
    }
}
