// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings for writing updates and deletes.
 *
 * @param primaryKey the columns that identify a row; empty for a table with inserts only
 */
@Internal
public record ChangelogConfig(List<String> primaryKey, DeleteMode deleteMode, UpdateMode updateMode)
        implements Serializable {

    /** Settings for inserts only. */
    public static final ChangelogConfig NONE =
            new ChangelogConfig(List.of(), DeleteMode.REFUSE, UpdateMode.REFUSE);

    public ChangelogConfig {
        primaryKey = new ArrayList<>(primaryKey);
    }

    /**
     * Checks that no change needs a DELETE or UPDATE statement, which cannot be part of a block.
     *
     * @throws IllegalArgumentException if a mode needs one
     */
    public void requireExactlyOnce() {
        if (deleteMode == DeleteMode.LIGHTWEIGHT_DELETE) {
            refuse("'sink.delete-mode' = '" + deleteMode + "'", "DELETE");
        }
        if (updateMode == UpdateMode.LIGHTWEIGHT_UPDATE) {
            refuse("'sink.update-mode' = '" + updateMode + "'", "UPDATE");
        }
    }

    private static void refuse(String option, String statement) {
        throw new IllegalArgumentException(
                option
                        + " cannot be exactly-once: a "
                        + statement
                        + " that is repeated after a failure could change a later row. Set"
                        + " 'sink.semantic' = 'at-least-once', which ends with the same rows,"
                        + " or use ReplacingMergeTree(version, is_deleted).");
    }
}
