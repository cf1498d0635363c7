// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.codec.Blocks;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.sql.TablePath;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Writers of a spool, and the blocks that they seal. */
final class SealedBlocks {

    static final InsertTarget TARGET =
            new InsertTarget(
                    new TablePath("db", "t"), "", "INSERT INTO `db`.`t` (`a`) FORMAT Native", 0);
    static final int INLINE = 1000;
    static final int SPOOLED = 100_000;

    private static final RetryConfig RETRY =
            new RetryConfig(Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(5));

    private SealedBlocks() {}

    static SpoolWriter writer(String root, String uid, int subtask) {
        return writer(ExactlyOnceConfig.at(root), uid, subtask);
    }

    static SpoolWriter writer(ExactlyOnceConfig config, String uid, int subtask) {
        return new SpoolWriter(config, RETRY, 2, new WriterAttempt(uid, 3, 1, subtask));
    }

    /** Seals one block of so many bytes, and takes what a checkpoint would. */
    static List<Committable> seal(SpoolWriter writer, int bytes)
            throws IOException, InterruptedException {
        writer.add(TARGET, Blocks.ofRows(1, bytes));
        return writer.take();
    }
}
