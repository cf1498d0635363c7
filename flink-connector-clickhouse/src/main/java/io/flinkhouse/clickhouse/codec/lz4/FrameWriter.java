// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import io.flinkhouse.clickhouse.block.Chunks;

import org.apache.flink.annotation.Internal;

import io.airlift.compress.lz4.Lz4Compressor;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes the frames that ClickHouse reads with {@code decompress=1}: checksum, method, compressed
 * and uncompressed size, LZ4 data.
 *
 * <p>Incompressible data is written as one run of literals: the server refuses (code 271) an insert
 * whose frames name different methods, so a plain frame has to be LZ4 too.
 */
@Internal
public final class FrameWriter {

    /** The maximum uncompressed bytes of one frame. */
    static final int MAX_FRAME = 1 << 20;

    private static final VarHandle INT32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte LZ4 = (byte) 0x82;
    private static final int CHECKSUM = 16;
    private static final int HEADER = 9;
    private static final int PREFIX = CHECKSUM + HEADER;
    private static final int LONG_RUN = 15;

    private final Lz4Compressor compressor = new Lz4Compressor();
    private final CityHash hash = new CityHash();
    private byte[] frame = new byte[0];

    /** Writes bytes as uncompressed LZ4 frames, which may precede other frames. */
    public static byte[] plain(byte[] bytes) {
        FrameWriter writer = new FrameWriter();
        ByteArrayOutputStream frames = new ByteArrayOutputStream(bytes.length + PREFIX);
        for (int done = 0; done < bytes.length; done += MAX_FRAME) {
            int part = Math.min(MAX_FRAME, bytes.length - done);
            writer.reserve(part);
            frames.write(writer.frame, 0, writer.literals(bytes, done, part));
        }
        return frames.toByteArray();
    }

    public void write(byte[] source, int from, int count, CompressionChoice choice, Chunks out) {
        for (int done = 0; done < count; done += MAX_FRAME) {
            int part = Math.min(MAX_FRAME, count - done);
            reserve(part);
            int size =
                    choice.worthTrying()
                            ? compressed(source, from + done, part, choice)
                            : literals(source, from + done, part);
            out.append(frame, 0, size);
        }
    }

    private void reserve(int count) {
        int room = PREFIX + compressor.maxCompressedLength(count);
        if (frame.length < room) {
            frame = new byte[room];
        }
    }

    private int compressed(byte[] source, int from, int count, CompressionChoice choice) {
        int packed = compressor.compress(source, from, count, frame, PREFIX, frame.length - PREFIX);
        choice.tried(count, packed);
        return sealed(count, packed);
    }

    /**
     * Writes one sequence of literals: a token, the length beyond 15 in bytes that add up, the data
     * (<a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4 block format</a>).
     */
    private int literals(byte[] source, int from, int count) {
        int at = PREFIX;
        if (count < LONG_RUN) {
            frame[at++] = (byte) (count << 4);
        } else {
            frame[at++] = (byte) (LONG_RUN << 4);
            int rest = count - LONG_RUN;
            for (; rest >= 255; rest -= 255) {
                frame[at++] = (byte) 255;
            }
            frame[at++] = (byte) rest;
        }
        System.arraycopy(source, from, frame, at, count);
        return sealed(count, at + count - PREFIX);
    }

    private int sealed(int count, int packed) {
        frame[CHECKSUM] = LZ4;
        INT32.set(frame, CHECKSUM + 1, packed + HEADER);
        INT32.set(frame, CHECKSUM + 1 + Integer.BYTES, count);
        hash.hash(frame, CHECKSUM, packed + HEADER, 0);
        return PREFIX + packed;
    }
}
