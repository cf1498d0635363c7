// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import com.clickhouse.data.ClickHouseCityHash;
import io.airlift.compress.lz4.Lz4Compressor;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the LZ4 frames that ClickHouse reads with {@code decompress=1}. */
final class Lz4Frames extends OutputStream {

    private static final int FRAME = 256 << 10;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;
    private static final byte LZ4 = (byte) 0x82;

    private final Lz4Compressor compressor = new Lz4Compressor();
    private final byte[] plain = new byte[FRAME];
    private final byte[] frame =
            new byte[CHECKSUM + HEADER + compressor.maxCompressedLength(FRAME)];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int used;

    @Override
    public void write(int value) {
        if (used == FRAME) {
            close();
        }
        plain[used++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (used == FRAME) {
                close();
            }
            int part = Math.min(left, FRAME - used);
            System.arraycopy(source, at, plain, used, part);
            used += part;
            at += part;
            left -= part;
        }
    }

    /** Forgets what was written; the memory stays. */
    @Override
    public void flush() {
        close();
        out.reset();
    }

    /** Ends the frame. */
    @Override
    @SuppressWarnings("deprecation") // this frame format needs this old hash
    public void close() {
        if (used == 0) {
            return;
        }
        int prefix = CHECKSUM + HEADER;
        int packed = compressor.compress(plain, 0, used, frame, prefix, frame.length - prefix);
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        header.put(CHECKSUM, LZ4);
        header.putInt(CHECKSUM + 1, packed + HEADER);
        header.putInt(CHECKSUM + 1 + Integer.BYTES, used);
        long[] sum = ClickHouseCityHash.cityHash128(frame, CHECKSUM, packed + HEADER);
        header.putLong(0, sum[0]);
        header.putLong(Long.BYTES, sum[1]);
        out.write(frame, 0, prefix + packed);
        used = 0;
    }
}
