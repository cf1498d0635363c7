// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.error.FailureKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.TARGET;
import static io.flinkhouse.clickhouse.exactlyonce.spool.SealedBlocks.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A block that is sent from its spool file. */
class SpooledPayloadTest {

    /** Several pieces, the last of which is not whole. */
    private static final int MESSAGES = 200_001;

    private static final int BOUNDARIES = 300_000;

    @TempDir Path directory;

    @Test
    void canBeWrittenAgain() throws Exception {
        Committable block = seal(0);
        Payload payload = spool().read(block);

        assertThat(written(payload)).isEqualTo(bytes(MESSAGES)).isEqualTo(written(payload));
    }

    /** So the server never has a whole request with a byte that is wrong. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100_000, BOUNDARIES, BOUNDARIES + 1, BOUNDARIES + MESSAGES})
    void isNeverSentWholeWhereAByteIsDamaged(int fromTheEnd) throws Exception {
        Committable block = seal(BOUNDARIES);
        byte[] file = Files.readAllBytes(file(block));
        file[file.length - fromTheEnd] ^= 1;
        Files.write(file(block), file);

        assertIncomplete(block, "the bytes have changed since");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BOUNDARIES, BOUNDARIES + 1, BOUNDARIES + MESSAGES - 1})
    void isNeverSentWholeWhereTheFileIsCut(int missing) throws Exception {
        Committable block = seal(BOUNDARIES);
        byte[] file = Files.readAllBytes(file(block));
        Files.write(file(block), Arrays.copyOf(file, file.length - missing));

        assertIncomplete(block, "it ends " + missing + " bytes before");
    }

    private void assertIncomplete(Committable block, String reason) throws IOException {
        Payload sent = new PayloadPrefix(spool().read(block), MESSAGES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> sent.writeTo(out))
                .hasMessageContaining(reason)
                .extracting("kind")
                .isEqualTo(FailureKind.RETRY);
        assertThat(out.size()).isLessThan(MESSAGES);
    }

    private Committable seal(int boundaries) throws Exception {
        Chunks chunks = new Chunks(new ChunkPool());
        chunks.append(bytes(MESSAGES), 0, MESSAGES);
        try (SpoolWriter writer = writer(directory.toUri().toString(), "uid", 1)) {
            writer.add(TARGET, EncodedBlock.ofMessages(1, MESSAGES, chunks, new byte[boundaries]));
            return writer.take().get(0);
        }
    }

    private Spool spool() {
        return new Spool(directory.toUri().toString());
    }

    private static Path file(Committable block) {
        return Path.of(
                new org.apache.flink.core.fs.Path(
                                ((PayloadLocation.Spooled) block.location()).path())
                        .getPath());
    }

    private static byte[] written(Payload payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        payload.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
