// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.CorruptDataException;

import org.apache.flink.annotation.Internal;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Decompresses ClickHouse's LZ4 frames and verifies the checksum of each. */
@Internal
public final class FrameReader {

    private static final byte LZ4 = (byte) 0x82;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;
    private static final int MAX_SIZE = 1 << 28;

    private FrameReader() {}

    /**
     * Returns the decompressed content of the frames.
     *
     * @throws CorruptDataException if they are damaged
     */
    public static byte[] decompress(byte[] frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteReader in = new ByteReader(frames);
        while (!in.atEnd()) {
            out.writeBytes(frame(frames, in));
        }
        return out.toByteArray();
    }

    private static byte[] frame(byte[] frames, ByteReader in) {
        int start = in.position();
        byte[] sum = in.bytes(CHECKSUM);
        byte method = in.int8();
        int packed = in.int32();
        int plain = in.int32();
        if (method != LZ4 || packed < HEADER || plain < 0 || plain > MAX_SIZE) {
            throw in.corrupt("the frame's header is damaged or its method is not LZ4");
        }
        in.bytes(in.size(packed - HEADER, 1));
        if (!Arrays.equals(sum, hash(frames, start + CHECKSUM, packed))) {
            throw in.corrupt("the checksum of the frame does not match");
        }
        byte[] out = new byte[plain];
        try {
            int size =
                    new Lz4Decompressor()
                            .decompress(
                                    frames,
                                    start + CHECKSUM + HEADER,
                                    packed - HEADER,
                                    out,
                                    0,
                                    plain);
            if (size == plain) {
                return out;
            }
        } catch (MalformedInputException e) {
            throw in.corrupt("the frame cannot be decompressed: " + e.getMessage());
        }
        throw in.corrupt("the frame holds less than it says");
    }

    private static byte[] hash(byte[] frames, int from, int length) {
        byte[] hashed = new byte[CHECKSUM + length];
        System.arraycopy(frames, from, hashed, CHECKSUM, length);
        new CityHash().hash(hashed, CHECKSUM, length, 0);
        return Arrays.copyOf(hashed, CHECKSUM);
    }
}
