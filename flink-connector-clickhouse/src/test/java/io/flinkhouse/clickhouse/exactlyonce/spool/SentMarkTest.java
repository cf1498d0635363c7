// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;

import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that of two attempts of a writer in a batch job only one has its blocks sent. */
class SentMarkTest {

    private static final String WRITER = "0123abcd-3";

    @TempDir java.nio.file.Path root;
    private Path first;
    private Path second;
    private Path third;

    @BeforeEach
    void firstAttempt() throws IOException {
        Path sink = new Path(root.toUri().toString(), "sink-1");
        first = AttemptDirectory.next(sink, Duration.ofDays(1));
        second = AttemptDirectory.next(sink, Duration.ofDays(1));
        third = AttemptDirectory.next(sink, Duration.ofDays(1));
        assertThat(SentMark.follow(first, WRITER)).isTrue();
    }

    @Test
    void aWriterMayRunAgainUntilItsBlocksAreSent() throws Exception {
        assertThat(SentMark.follow(second, WRITER)).isTrue();
        set(second);
        assertThat(SentMark.follow(third, WRITER)).isFalse();
        assertThat(SentMark.follow(third, WRITER)).isFalse();
        assertThat(SentMark.follow(third, "0123abcd-4")).isTrue();
    }

    @Test
    void blocksOfAnAttemptThatWasReplacedAreNotSent() throws Exception {
        assertThat(SentMark.follow(second, WRITER)).isTrue();
        assertThatThrownBy(() -> set(first))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another attempt");
        set(second);
    }

    @Test
    void theBlocksOfOneAttemptMayBeSentAgain() throws Exception {
        set(first);
        set(first);
    }

    private void set(Path attempt) throws Exception {
        BlockMetadata block =
                new BlockMetadata(
                        BlockId.next(1),
                        new BlockOrigin(attempt.toString(), BlockOrigin.NEW, 1),
                        SealedBlocks.TARGET,
                        new PayloadInfo(BlockKind.ROWS, 1, 1, 1, true, 0));
        SentMark.set(
                List.of(new Committable(block, new Inline(new byte[1]))),
                root.toUri().toString(),
                RetryConfig.DEFAULT);
    }
}
