// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Identifiers;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.types.RowKind;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans how inserts, updates and deletes are written to a table of each engine. */
@Internal
public final class ChangelogPlanner {

    private static final String NO_KEY =
            "The Flink table has no primary key, so a change cannot be assigned to a row."
                    + " Declare PRIMARY KEY (...) NOT ENFORCED (in a DataStream job: call"
                    + " changelog(ChangelogOptions.upsertBy(...)) of the sink's builder), or keep"
                    + " updates and deletes out of the stream.";

    private final ChangelogConfig config;
    private final TableDescription target;
    private final KeyComparison key;
    private final List<String> written;
    private final ChangelogPlan plan = new ChangelogPlan();
    private final StatementPlanner statements;

    private ChangelogPlanner(ChangelogConfig config, TableDescription target, RowType rows) {
        this.config = config;
        this.target = target;
        this.key = new KeyComparison(config.primaryKey(), target);
        this.written = rows.getFieldNames();
        this.statements = new StatementPlanner(config, target, key, rows, plan);
    }

    /** Returns the plan of a table without a primary key, for any engine. */
    public static ChangelogPlan insertsOnly() {
        ChangelogPlan plan = new ChangelogPlan();
        plan.refuseChanges(NO_KEY);
        return plan;
    }

    /**
     * @param config with a primary key
     */
    public static ChangelogPlan of(ChangelogConfig config, TableDescription target, RowType rows) {
        return new ChangelogPlanner(config, target, rows).plan();
    }

    /**
     * @param config the settings, with a primary key
     * @param columns the columns of the rows
     * @throws IllegalArgumentException if the primary key is not among them
     */
    public static ChangelogPlan of(
            ChangelogConfig config, TableDescription target, List<ColumnSpec> columns) {
        RowType rows =
                new RowType(
                        columns.stream()
                                .map(c -> new RowType.RowField(c.name(), c.flinkType()))
                                .toList());
        if (!rows.getFieldNames().containsAll(config.primaryKey())) {
            throw new IllegalArgumentException(
                    "the columns of the rows ("
                            + Suggestion.list(rows.getFieldNames())
                            + ") do not contain the primary key ("
                            + String.join(", ", config.primaryKey())
                            + "); add its columns");
        }
        return of(config, target, rows);
    }

    private ChangelogPlan plan() {
        switch (target.engine().kind()) {
            case REPLACING -> replacing();
            case COLLAPSING -> collapsing();
            case VERSIONED_COLLAPSING -> versionedCollapsing();
            case COALESCING -> coalescing();
            default -> adding();
        }
        if (target.engine().isReplicated()) {
            plan.replicated();
        }
        if (BlockNumbers.areKeptBy(target)) {
            plan.boundByBlock();
        }
        return plan;
    }

    private void replacing() {
        plan.take(RowKind.UPDATE_AFTER, ChangeAction.ADD);
        String version = target.engine().column(0);
        String deleted = target.engine().column(1);
        version(version);
        if (deleted.isEmpty()) {
            statements.deletes(
                    " An engine that marks rows as deleted needs no such option:"
                            + " ReplacingMergeTree(version, is_deleted).");
        } else if (written.contains(deleted)) {
            plan.refuse(RowKind.DELETE, taken(deleted));
            plan.refuse(RowKind.UPDATE_BEFORE, taken(deleted));
        } else {
            plan.flag(column(deleted, new TinyIntType(false)), 0);
            plan.take(RowKind.UPDATE_BEFORE, ChangeAction.MARK);
            plan.take(RowKind.DELETE, ChangeAction.MARK);
            plan.marksKeep(whatPlacesARow(version));
            if (written.contains(version) || !key.decidesPartition()) {
                plan.wholeRows();
            }
        }
        if (!key.isSortingKey()) {
            plan.refuseChanges(notTheSortingKey("replaces rows with the same ORDER BY"));
        }
    }

    private void version(String version) {
        if (version.isEmpty() || written.contains(version)) {
            // The row inserted last wins among rows with equal versions.
            plan.inOrder();
            return;
        }
        Optional<VersionColumn> column =
                target.column(version).flatMap(seen -> VersionColumn.of(version, seen.type()));
        if (column.isPresent()) {
            plan.version(column.get());
        } else {
            plan.inOrder();
            plan.refuseChanges(
                    "The sink can generate versions (microseconds) for columns of type UInt64,"
                            + " Int64, DateTime64 or DateTime, but '"
                            + version
                            + "' is "
                            + type(version)
                            + ". Add the column to the Flink table and set versions there, or"
                            + " create the ClickHouse table with a version of type UInt64.");
        }
    }

    private Set<String> whatPlacesARow(String version) {
        Set<String> columns = new HashSet<>(config.primaryKey());
        columns.add(version);
        target.columns().stream()
                .filter(ColumnDescription::partitions)
                .map(ColumnDescription::name)
                .forEach(columns::add);
        return columns;
    }

    private void collapsing() {
        plan.inOrder();
        signed(target.engine().column(0));
    }

    private void versionedCollapsing() {
        String version = target.engine().column(1);
        signed(target.engine().column(0));
        if (!written.contains(version)) {
            plan.refuseChanges(
                    "A row that cancels another must have its version, but '"
                            + version
                            + "' is not in the Flink table. Add it there, with a value that"
                            + " each update of the row raises, such as the time of the change:"
                            + " rows with the same key and version cancel each other whatever"
                            + " their other values are. Or use CollapsingMergeTree.");
        }
    }

    private void signed(String sign) {
        plan.wholeRows();
        if (written.contains(sign)) {
            plan.refuseChanges(taken(sign));
            return;
        }
        plan.flag(column(sign, new TinyIntType(false)), 1);
        plan.take(RowKind.UPDATE_BEFORE, ChangeAction.CANCEL);
        plan.take(RowKind.UPDATE_AFTER, ChangeAction.ADD);
        plan.take(RowKind.DELETE, ChangeAction.CANCEL);
        if (!key.isInSortingKey()) {
            plan.refuseChanges(notTheSortingKey("collapses rows with the same ORDER BY"));
        }
    }

    /** A null in the new row keeps the column's old value. */
    private void coalescing() {
        plan.inOrder();
        plan.take(RowKind.UPDATE_AFTER, ChangeAction.ADD);
        statements.deletes("");
        if (!key.isSortingKey()) {
            plan.refuseChanges(notTheSortingKey("merges rows with the same ORDER BY"));
        }
    }

    /** Plans engines without delete markers and replacement. */
    private void adding() {
        if (target.engine().isMergeTree() && target.engine().combinesRows()) {
            // Sums and aggregates depend on the order of inserts in some columns.
            plan.inOrder();
        }
        statements.deletes("");
        statements.updates();
    }

    private ColumnSpec column(String name, LogicalType flinkType) {
        return new ColumnSpec(name, TypeParser.parse(type(name)), flinkType);
    }

    private String type(String column) {
        return target.column(column).map(ColumnDescription::type).orElse("hidden from the user");
    }

    private static String taken(String column) {
        return "The sink fills column '"
                + column
                + "' by the kind of each change. Leave it out of the Flink table.";
    }

    private String notTheSortingKey(String what) {
        return "The engine "
                + target.engine().name()
                + " "
                + what
                + " ("
                + String.join(", ", target.sortingKey())
                + "), and the primary key of the Flink table is ("
                + String.join(", ", config.primaryKey())
                + "), so merges would mix up different rows. Declare PRIMARY KEY ("
                + key.sorting().stream().sorted().collect(Collectors.joining(", "))
                + ") NOT ENFORCED (in a DataStream job: name these columns in"
                + " ChangelogOptions.upsertBy), or create the ClickHouse table with ORDER BY ("
                + config.primaryKey().stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", "))
                + ").";
    }
}
