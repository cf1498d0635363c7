// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.codec.Blocks;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Spooled;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The writer's side, with a real file system. */
class SpoolWriterTest {

    private static final InsertTarget TARGET =
            new InsertTarget(
                    new TablePath("db", "t"), "", "INSERT INTO `db`.`t` (`a`) FORMAT Native", 0);

    private static final RetryConfig IMPATIENT =
            new RetryConfig(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir Path directory;

    @Test
    void smallBlocksTravelInlineAndLargeOnesByReference() throws Exception {
        try (SpoolWriter sealing = sealing()) {
            sealing.add(TARGET, Blocks.ofRows(1, 64 << 10));
            sealing.add(TARGET, Blocks.ofRows(1, (64 << 10) + 1));

            List<Committable> due = sealing.take();

            assertThat(due.get(0).location()).isInstanceOf(Inline.class);
            assertThat(due.get(1).location()).isInstanceOf(Spooled.class);
        }
    }

    @Test
    void inlineBytesOfACheckpointAreBounded() throws Exception {
        CommittableSerializer serializer = new CommittableSerializer();
        try (SpoolWriter sealing = sealing()) {
            for (int i = 0; i < 200; i++) {
                sealing.add(TARGET, Blocks.ofRows(1, 60_000));
            }

            long state = 0;
            for (Committable committable : sealing.take()) {
                state += serializer.serialize(committable).length;
            }

            assertThat(state).isLessThan((1 << 20) + 200 * 1024);
        }
    }

    @Test
    void anEmptyCheckpointLeavesNoTrace() throws Exception {
        try (SpoolWriter sealing = sealing()) {
            assertThat(sealing.take()).isEmpty();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aBlockThatCannotBeKeptFailsTheCheckpoint() throws Exception {
        Files.createFile(directory.resolve("uid"));
        try (SpoolWriter sealing = sealing()) {
            sealing.add(TARGET, Blocks.ofRows(1, 100_000));

            assertThatThrownBy(sealing::take)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Cannot keep block")
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void aSpoolThatComesBackIsUsed() throws Exception {
        Path blocker = Files.createFile(directory.resolve("uid"));
        RetryConfig patient =
                new RetryConfig(
                        Duration.ofSeconds(30), Duration.ofMillis(5), Duration.ofMillis(20));
        try (SpoolWriter sealing = sealing("uid", patient)) {
            sealing.add(TARGET, Blocks.ofRows(1, 100_000));
            Files.delete(blocker);

            assertThat(sealing.take()).hasSize(1);
        }
    }

    @Test
    void closingKeepsWhatACheckpointMayReferTo() throws Exception {
        SpoolWriter sealing = sealing();
        sealing.add(TARGET, Blocks.ofRows(1, 100_000));
        Committable due = sealing.take().get(0);
        sealing.close();

        Payload kept = new Spool(directory.toUri().toString()).read(due);

        assertThat(kept.length()).isEqualTo(100_000);
    }

    @Test
    void blocksDescribeThemselvesInTheSpool() throws Exception {
        try (SpoolWriter sealing = sealing()) {
            sealing.add(TARGET, Blocks.ofRows(17, 100_000));
            Committable sealed = sealing.take().get(0);

            assertThat(new Spool(directory.toUri().toString()).list().blocks())
                    .containsExactly(sealed);
        }
    }

    private SpoolWriter sealing() {
        return sealing("uid", IMPATIENT);
    }

    private SpoolWriter sealing(String uid, RetryConfig retry) {
        return new SpoolWriter(
                ExactlyOnceConfig.at(directory.toUri().toString()),
                retry,
                2,
                new WriterAttempt(uid, 3, 1, 0));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** What the server did since decides on the block; its clock may be behind. */
    @Test
    void theTimeOfSealingIsNeverAheadOfTheServers() {
        assertThat(new WriterAttempt("uid", 3, 1, 0, 120_000).sealedAt(500_000)).isEqualTo(380_000);
        assertThat(new WriterAttempt("uid", 3, 1, 0, -9_000).sealedAt(500_000)).isEqualTo(500_000);
    }
}
