// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import org.apache.flink.annotation.Internal;

import com.clickhouse.data.ClickHouseCityHash;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;

import java.io.ByteArrayOutputStream;

/** Takes ClickHouse's LZ4 frames apart; checks each one before it is believed. */
@Internal
public final class FrameReader {

    private static final byte LZ4 = (byte) 0x82;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;
    private static final int MAX_SIZE = 1 << 28;

    private FrameReader() {}

    /**
     * What the frames hold.
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

    @SuppressWarnings("deprecation") // this frame format needs this old hash
    private static byte[] frame(byte[] frames, ByteReader in) {
        int start = in.position();
        long low = in.int64();
        long high = in.int64();
        byte method = in.int8();
        int packed = in.int32();
        int plain = in.int32();
        if (method != LZ4 || packed < HEADER || plain < 0 || plain > MAX_SIZE) {
            throw in.corrupt("the frame's header is damaged or its method is not LZ4");
        }
        in.bytes(in.size(packed - HEADER, 1));
        long[] sum = ClickHouseCityHash.cityHash128(frames, start + CHECKSUM, packed);
        if (sum[0] != low || sum[1] != high) {
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
}
