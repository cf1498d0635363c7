// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import com.clickhouse.data.ClickHouseCityHash;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

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
    private static final VarHandle INT64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LZ4 = (byte) 0x82;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;

    private final LZ4Compressor compressor = LZ4Factory.fastestJavaInstance().fastCompressor();
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
        long[] sum = ClickHouseCityHash.cityHash128(frame, CHECKSUM, packed + HEADER);
        INT64.set(frame, 0, sum[0]);
        INT64.set(frame, Long.BYTES, sum[1]);
        return prefix + packed;
    }
}
