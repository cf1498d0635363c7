// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.sql.TableEngine;
import io.flinkhouse.sql.TableEngine.Kind;
import io.flinkhouse.sql.TablePath;

import java.util.List;

/**
 * What the server says of a table that blocks go to.
 *
 * @param uuid empty where the database gives none
 * @param definition the engine with its parameters and settings
 * @param partitionKey empty for an unpartitioned table
 * @param fence whether it has a fence column that counts
 * @param fenceOfMessages whether the server itself fills that column, from the name of the insert
 * @param fedByViews what the table's materialized views fill, at any depth
 */
record TargetTable(
        TablePath path,
        String uuid,
        Engine engine,
        String partitionKey,
        boolean fence,
        boolean fenceOfMessages,
        List<FedTable> fedByViews) {

    /** A table that an insert also reaches, through a materialized view. */
    record FedTable(TablePath path, TablePath view, Engine engine) {}

    /** An engine, its definition and the window in which it drops a repeated token. */
    record Engine(String name, String definition, DedupWindow window) {

        boolean isMergeTree() {
            return name.endsWith("MergeTree");
        }

        /** Merges may drop or combine rows, so rows of a block cannot be counted later. */
        boolean combinesRows() {
            return !name.matches("(Replicated|Shared)?MergeTree");
        }

        boolean isReplicated() {
            return name.startsWith("Replicated") || name.startsWith("Shared");
        }

        /** Replacing by a version column: the same row again changes nothing. */
        boolean isIdempotent() {
            TableEngine engine = TableEngine.parse(name, definition);
            return engine.kind() == Kind.REPLACING && !engine.columns().isEmpty();
        }
    }

    /** The same table for blocks of messages, to which no column can be added. */
    TargetTable forMessages() {
        return new TargetTable(
                path, uuid, engine, partitionKey, fenceOfMessages, fenceOfMessages, fedByViews);
    }

    boolean hasViews() {
        return !fedByViews.isEmpty();
    }
}
