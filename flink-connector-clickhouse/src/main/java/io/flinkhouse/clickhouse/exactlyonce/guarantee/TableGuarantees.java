// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TableEngine.Kind;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The mechanisms of a table that detect repeated blocks: its window, its fence column, the tables
 * that its views feed.
 *
 * @param window in which it drops a repeated token
 * @param fence whether it has a fence column that counts
 * @param fenceIndex whether an index finds a fence without reading all rows
 * @param fenceOfMessages whether the server itself fills that column, from the name of the insert
 * @param fedByViews what the table's materialized views fill, at any depth
 */
@Internal
public record TableGuarantees(
        TableDescription target,
        DedupWindow window,
        boolean fence,
        boolean fenceIndex,
        boolean fenceOfMessages,
        List<FedTable> fedByViews) {

    private static final List<String> CLEANUP =
            List.of(
                    "allow_experimental_replacing_merge_with_cleanup",
                    "enable_replacing_merge_with_cleanup_for_min_age_to_force_merge");

    /** A table that an insert also reaches, through a materialized view. */
    public record FedTable(TableDescription target, TablePath view, DedupWindow window) {

        /** False where nothing is kept, so that nothing can be there twice. */
        boolean keepsRows() {
            return !target.engine().name().equals("Null");
        }
    }

    /** A table that has to drop a repeated insert, and the window in which it does. */
    public record Remembering(TableDescription table, DedupWindow window) {}

    /** The same table for blocks of messages, to which no column can be added. */
    TableGuarantees forMessages() {
        return new TableGuarantees(
                target, window, fenceOfMessages, fenceIndex, fenceOfMessages, fedByViews);
    }

    public TablePath path() {
        return target.path();
    }

    public TableEngine engine() {
        return target.engine();
    }

    public boolean isReplicated() {
        return engine().isReplicated();
    }

    public boolean isPartitioned() {
        return !target.partitionKey().isEmpty();
    }

    /**
     * Replacing by a version column: the same row again changes nothing, unless merges remove rows
     * that are marked as deleted.
     */
    public boolean isIdempotent() {
        return engine().kind() == Kind.REPLACING
                && !engine().columns().isEmpty()
                && !removesDeleted();
    }

    /** Merges of such a table forget what was deleted, and an old insert would bring it back. */
    boolean removesDeleted() {
        return engine().kind() == Kind.REPLACING
                && engine().columns().size() > 1
                && CLEANUP.stream().anyMatch(name -> target.setting(name).orElse(0) != 0);
    }

    public boolean hasViews() {
        return !fedByViews.isEmpty();
    }

    /** All tables that an insert reaches and that keep rows, the target first. */
    public List<Remembering> remembering() {
        List<Remembering> all = new ArrayList<>();
        all.add(new Remembering(target, window));
        fedByViews.stream()
                .filter(FedTable::keepsRows)
                .forEach(fed -> all.add(new Remembering(fed.target(), fed.window())));
        return all;
    }

    /** Tells the table from another of the same name. */
    public String identity() {
        return TableIdentity.of(target);
    }
}
