// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import io.flinkhouse.clickhouse.block.CorruptDataException;

import org.apache.flink.annotation.Internal;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads ClickHouse's frames (LZ4, ZSTD, uncompressed) from a stream, one at a time, and verifies
 * the checksum of each. Its buffers are reused for the next frame.
 */
@Internal
public final class FrameReader {

    /** The bytes before the data of a frame: checksum, method, both sizes. */
    public static final int PREFIX = 25;

    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LZ4 = (byte) 0x82;
    private static final byte ZSTD = (byte) 0x90;
    private static final byte NONE = 0x02;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;
    private static final int MAX_SIZE = 1 << 28;

    /** The room for data whose length is not verified yet; it grows with the bytes that arrive. */
    private static final int FIRST_ROOM = 1 << 17;

    private final InputStream in;
    private final CityHash hash = new CityHash();
    private Decompressor lz4;
    private Decompressor zstd;
    private byte[] frame = new byte[FIRST_ROOM];
    private byte[] content = new byte[0];
    private int length;
    private int read;

    public FrameReader(InputStream frames) {
        this.in = frames;
    }

    /**
     * Returns the decompressed content of all frames.
     *
     * @throws CorruptDataException if they are damaged
     */
    public static byte[] decompress(byte[] frames) {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(frames));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            while (reader.next()) {
                all.write(reader.content(), 0, reader.length());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    /** Tells whether the first {@link #PREFIX} bytes of a stream can be the begin of a frame. */
    public static boolean isPrefix(byte[] bytes) {
        return bytes.length >= PREFIX
                && isMethod(bytes[CHECKSUM])
                && isPlausible(packed(bytes), plain(bytes));
    }

    /**
     * Reads and decompresses the next frame.
     *
     * @return false if the stream ended before a frame
     * @throws CorruptDataException if the frame is damaged, or the stream ends within it
     */
    public boolean next() throws IOException {
        int count = in.readNBytes(frame, 0, PREFIX);
        if (count == 0) {
            return false;
        }
        read += count;
        int packed = packed(frame);
        int plain = plain(frame);
        if (count < PREFIX || !isMethod(frame[CHECKSUM]) || !isPlausible(packed, plain)) {
            throw corrupt("the frame's header is damaged, or its compression is not known");
        }
        fetch(packed - HEADER);
        verify(packed);
        decompress(packed - HEADER, plain);
        return true;
    }

    /** Returns the array that begins with the content of the frame, until the next one is read. */
    public byte[] content() {
        return content;
    }

    /** Returns the number of bytes of the content. */
    public int length() {
        return length;
    }

    private void fetch(int count) throws IOException {
        int end = PREFIX + count;
        int filled = PREFIX;
        while (filled < end) {
            if (filled == frame.length) {
                frame = Arrays.copyOf(frame, Math.min(2 * filled, end + CHECKSUM));
            }
            int got = in.read(frame, filled, Math.min(frame.length, end) - filled);
            if (got < 0) {
                throw corrupt("the frame ends early");
            }
            filled += got;
            read += got;
        }
    }

    /** Computes the checksum behind the frame and compares it with the one before it. */
    private void verify(int packed) {
        int end = CHECKSUM + packed;
        if (frame.length < end + CHECKSUM) {
            frame = Arrays.copyOf(frame, end + CHECKSUM);
        }
        hash.hash(frame, CHECKSUM, packed, end);
        if (!Arrays.equals(frame, 0, CHECKSUM, frame, end, end + CHECKSUM)) {
            throw corrupt("the checksum of the frame does not match");
        }
    }

    private void decompress(int packed, int plain) {
        if (content.length < plain) {
            content = new byte[plain];
        }
        try {
            length = unpack(packed, plain);
        } catch (MalformedInputException e) {
            throw corrupt("the frame cannot be decompressed: " + e.getMessage());
        }
        if (length != plain) {
            throw corrupt("the frame holds less than it says");
        }
    }

    private int unpack(int packed, int plain) {
        if (frame[CHECKSUM] == NONE) {
            int count = Math.min(packed, plain);
            System.arraycopy(frame, PREFIX, content, 0, count);
            return count;
        }
        return decompressor().decompress(frame, PREFIX, packed, content, 0, plain);
    }

    private Decompressor decompressor() {
        if (frame[CHECKSUM] == LZ4) {
            lz4 = lz4 == null ? new Lz4Decompressor() : lz4;
            return lz4;
        }
        zstd = zstd == null ? new ZstdDecompressor() : zstd;
        return zstd;
    }

    private static boolean isMethod(byte method) {
        return method == LZ4 || method == ZSTD || method == NONE;
    }

    private static boolean isPlausible(int packed, int plain) {
        return packed >= HEADER && packed <= MAX_SIZE && plain >= 0 && plain <= MAX_SIZE;
    }

    private static int packed(byte[] frame) {
        return (int) INT32.get(frame, CHECKSUM + 1);
    }

    private static int plain(byte[] frame) {
        return (int) INT32.get(frame, CHECKSUM + 1 + Integer.BYTES);
    }

    private CorruptDataException corrupt(String reason) {
        return new CorruptDataException(read, reason);
    }
}
