// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;

import org.apache.flink.core.fs.Path;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of one attempt of one writer subtask, with its blocks and their ledger: {@code
 * <root>/<sink uid>/<unique>-<retention in seconds>s}.
 *
 * <p>Each committer finds the ledger of the blocks it gets without a look into those of the other
 * subtasks. The name says how long the files are kept, because any job that shares the root removes
 * those which are older.
 *
 * @param created milliseconds since 1970
 */
record AttemptDirectory(long created, Duration retention) {

    private static final Pattern NAME = Pattern.compile("(" + BlockId.PATTERN + ")-([0-9]{1,12})s");

    /** Returns a new name below the directory of the sink; creates nothing. */
    static Path next(Path sink, Duration retention) {
        BlockId unique = BlockId.next(System.currentTimeMillis());
        return new Path(
                sink, unique + "-" + Math.min(retention.toSeconds(), 999_999_999_999L) + "s");
    }

    static Optional<AttemptDirectory> parse(Path directory) {
        Matcher name = NAME.matcher(directory.getName());
        return name.matches()
                ? Optional.of(
                        new AttemptDirectory(
                                BlockId.parse(name.group(1)).millis(),
                                Duration.ofSeconds(Long.parseLong(name.group(2)))))
                : Optional.empty();
    }
}
