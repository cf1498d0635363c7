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
 * @param window the deduplication window, in which it drops a repeated token
 * @param fence whether it has a usable fence column
 * @param fenceOfMessages whether the server fills the fence column of messages, from the query id
 * @param fedByViews the tables that the table's materialized views fill, at any depth
 */
@Internal
public record TableGuarantees(
        TableDescription target,
        DedupWindow window,
        boolean fence,
        boolean fenceOfMessages,
        List<FedTable> fedByViews) {

    /** A table that an insert fills through a materialized view. */
    public record FedTable(TableDescription target, TablePath view, DedupWindow window) {}

    /**
     * Returns the mechanisms for blocks of messages, to which the connector cannot add a column.
     */
    TableGuarantees forMessages() {
        return new TableGuarantees(target, window, fenceOfMessages, fenceOfMessages, fedByViews);
    }

    public TablePath path() {
        return target.path();
    }

    public TableEngine engine() {
        return target.engine();
    }

    /**
     * Returns whether the engine replaces rows by a version column, so that inserting a row again
     * changes nothing.
     */
    public boolean isIdempotent() {
        return engine().kind() == Kind.REPLACING && !engine().columns().isEmpty();
    }

    public boolean hasViews() {
        return !fedByViews.isEmpty();
    }
}
