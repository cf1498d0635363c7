// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine;
import io.flinkhouse.clickhouse.sql.TableEngine.Kind;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * The mechanisms of a table that detect repeated blocks: its window, its fence column, the tables
 * that its views feed.
 *
 * @param window in which it drops a repeated token
 * @param fence whether it has a fence column that counts
 * @param fenceOfMessages whether the server itself fills that column, from the name of the insert
 * @param fedByViews what the table's materialized views fill, at any depth
 */
@Internal
public record TableGuarantees(
        TableDescription target,
        DedupWindow window,
        boolean fence,
        boolean fenceOfMessages,
        List<FedTable> fedByViews) {

    /** A table that an insert also reaches, through a materialized view. */
    public record FedTable(TableDescription target, TablePath view, DedupWindow window) {}

    /** The same table for blocks of messages, to which no column can be added. */
    TableGuarantees forMessages() {
        return new TableGuarantees(target, window, fenceOfMessages, fenceOfMessages, fedByViews);
    }

    public TablePath path() {
        return target.path();
    }

    public TableEngine engine() {
        return target.engine();
    }

    /** Replacing by a version column: the same row again changes nothing. */
    public boolean isIdempotent() {
        return engine().kind() == Kind.REPLACING && !engine().columns().isEmpty();
    }

    public boolean hasViews() {
        return !fedByViews.isEmpty();
    }
}
