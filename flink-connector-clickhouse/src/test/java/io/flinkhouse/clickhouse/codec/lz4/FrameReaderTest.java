// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec.lz4;

import io.flinkhouse.clickhouse.block.CorruptDataException;

import io.airlift.compress.zstd.ZstdCompressor;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests frames that come from a stream in pieces. */
class FrameReaderTest {

    private static final byte ZSTD = (byte) 0x90;
    private static final byte NONE = 0x02;
    private static final int PREFIX = 25;

    private final Random random = new Random(1);

    @Test
    void readsFramesOfAllSizesThatDrip() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (int length : new int[] {1, 300_000, 5, 1 << 20, 70_000}) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            contents.writeBytes(content);
            frames.writeBytes(FrameWriter.plain(content));
        }
        assertThat(content(dripping(frames.toByteArray()))).isEqualTo(contents.toByteArray());
    }

    @Test
    void readsZstdAndUncompressedFrames() throws IOException {
        byte[] content = "abcdefgh".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ZstdCompressor zstd = new ZstdCompressor();
        byte[] packed = new byte[zstd.maxCompressedLength(content.length)];
        int length = zstd.compress(content, 0, content.length, packed, 0, packed.length);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(frame(ZSTD, Arrays.copyOf(packed, length), content.length));
        frames.writeBytes(frame(NONE, content, content.length));
        frames.writeBytes(FrameWriter.plain(content));

        byte[] read = content(dripping(frames.toByteArray()));

        assertThat(read).hasSize(3 * content.length);
        for (int i = 0; i < 3; i++) {
            assertThat(Arrays.copyOfRange(read, i * content.length, (i + 1) * content.length))
                    .isEqualTo(content);
        }
    }

    @Test
    void aStreamThatEndsWithinAFrameIsCorrupt() {
        byte[] frame = FrameWriter.plain(new byte[1000]);
        for (int length : new int[] {1, PREFIX - 1, PREFIX, frame.length - 1}) {
            byte[] part = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> content(dripping(part)))
                    .as("%d bytes", length)
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void anUnknownCompressionIsNamedAsCorrupt() {
        byte[] frame = frame((byte) 0x91, new byte[10], 10);
        assertThatThrownBy(() -> content(dripping(frame)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("its compression is not known");
    }

    private static byte[] content(InputStream frames) throws IOException {
        FrameReader reader = new FrameReader(frames);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (reader.next()) {
            all.write(reader.content(), 0, reader.length());
        }
        return all.toByteArray();
    }

    private static byte[] frame(byte method, byte[] packed, int plain) {
        ByteBuffer frame = ByteBuffer.allocate(PREFIX + packed.length);
        frame.order(ByteOrder.LITTLE_ENDIAN).position(16);
        frame.put(method).putInt(packed.length + 9).putInt(plain).put(packed);
        new CityHash().hash(frame.array(), 16, packed.length + 9, 0);
        return frame.array();
    }

    private static InputStream dripping(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 777));
            }
        };
    }
}
