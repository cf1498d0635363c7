// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import io.airlift.compress.lz4.Lz4Compressor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Compresses into the frames that ClickHouse reads with {@code decompress=1}: checksum, method,
 * compressed and uncompressed size, LZ4 data.
 */
final class FrameWriter {

    /** The most that goes into one frame. */
    static final int MAX_FRAME = 1 << 20;

    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LZ4 = (byte) 0x82;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;

    private final Lz4Compressor compressor = new Lz4Compressor();
    private final CityHash hash = new CityHash();
    private byte[] frame = new byte[0];

    void write(byte[] source, int from, int count, Chunks out) {
        for (int done = 0; done < count; done += MAX_FRAME) {
            int size = frame(source, from + done, Math.min(MAX_FRAME, count - done));
            out.append(frame, 0, size);
        }
    }

    @SuppressWarnings("deprecation") // this frame format needs this old hash
    private int frame(byte[] source, int from, int count) {
        int prefix = CHECKSUM + HEADER;
        int room = prefix + compressor.maxCompressedLength(count);
        if (frame.length < room) {
            frame = new byte[room];
        }
        int packed = compressor.compress(source, from, count, frame, prefix, room - prefix);
        frame[CHECKSUM] = LZ4;
        INT32.set(frame, CHECKSUM + 1, packed + HEADER);
        INT32.set(frame, CHECKSUM + 1 + Integer.BYTES, count);
        hash.hash(frame, CHECKSUM, packed + HEADER, 0);
        return prefix + packed;
    }
}
