// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.sql.Identifiers;
import io.flinkhouse.types.TypeParser;

import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.types.RowKind;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What each engine makes of changes. */
public final class EngineRules {

    private static final Set<String> CLOCK_TYPES = Set.of("UInt64", "Int64");
    private static final String NO_KEY =
            "The Flink table has no primary key, so nothing says which row a change belongs to."
                    + " Declare PRIMARY KEY (...) NOT ENFORCED, or keep updates and deletes out of the"
                    + " stream.";

    private final ChangelogConfig config;
    private final EngineFacts table;
    private final RowType rows;
    private final List<String> written;
    private final ChangePlan plan = new ChangePlan();

    private EngineRules(ChangelogConfig config, EngineFacts table, RowType rows) {
        this.config = config;
        this.table = table;
        this.rows = rows;
        this.written = rows.getFieldNames();
    }

    /** For a table without a primary key, whatever its engine. */
    public static ChangePlan insertsOnly() {
        ChangePlan plan = new ChangePlan();
        plan.refuseChanges(NO_KEY);
        return plan;
    }

    /**
     * @param config with a primary key
     */
    public static ChangePlan of(ChangelogConfig config, EngineFacts table, RowType rows) {
        return new EngineRules(config, table, rows).plan();
    }

    private ChangePlan plan() {
        switch (table.engine().kind()) {
            case REPLACING -> replacing();
            case COLLAPSING -> collapsing();
            case VERSIONED_COLLAPSING -> versionedCollapsing();
            case COALESCING -> coalescing();
            default -> adding();
        }
        return plan;
    }

    private void replacing() {
        plan.take(RowKind.UPDATE_AFTER, Effect.ADD);
        String version = table.engine().column(0);
        String deleted = table.engine().column(1);
        version(version);
        if (deleted.isEmpty()) {
            deletesByOption(
                    " An engine that marks deleted rows needs no such option:"
                            + " ReplacingMergeTree(version, is_deleted).");
        } else if (written.contains(deleted)) {
            plan.refuse(RowKind.DELETE, taken(deleted));
            plan.refuse(RowKind.UPDATE_BEFORE, taken(deleted));
        } else {
            plan.flag(column(deleted, new TinyIntType(false)), 0);
            plan.take(RowKind.UPDATE_BEFORE, Effect.MARK);
            plan.take(RowKind.DELETE, Effect.MARK);
            if (written.contains(version) || !table.isPartitionedBy(config.primaryKey())) {
                plan.wholeRows();
            }
        }
        if (!table.isSortedBy(config.primaryKey())) {
            plan.refuseChanges(notTheSortingKey("replaces rows that agree in ORDER BY"));
        }
    }

    private void version(String version) {
        if (version.isEmpty() || written.contains(version)) {
            // Of rows with equal versions the one inserted last wins.
            plan.inOrder();
        } else if (CLOCK_TYPES.contains(table.types().get(version))) {
            plan.version(column(version, new BigIntType(false)));
        } else {
            plan.inOrder();
            plan.refuseChanges(
                    "The sink can make versions for columns of type UInt64 or Int64, and '"
                            + version
                            + "' is "
                            + table.types().get(version)
                            + ". Put it into the Flink table and give the versions there, or create the"
                            + " table with a version of type UInt64.");
        }
    }

    private void collapsing() {
        plan.inOrder();
        signed(table.engine().column(0));
    }

    private void versionedCollapsing() {
        String version = table.engine().column(1);
        signed(table.engine().column(0));
        if (!written.contains(version)) {
            plan.refuseChanges(
                    "A row that cancels another must carry its version, and '"
                            + version
                            + "' is not in the Flink table. Put it there, with a value that the row"
                            + " before a change had too, or use CollapsingMergeTree.");
        }
    }

    private void signed(String sign) {
        plan.wholeRows();
        if (written.contains(sign)) {
            plan.refuseChanges(taken(sign));
            return;
        }
        plan.flag(column(sign, new TinyIntType(false)), 1);
        plan.take(RowKind.UPDATE_BEFORE, Effect.CANCEL);
        plan.take(RowKind.UPDATE_AFTER, Effect.ADD);
        plan.take(RowKind.DELETE, Effect.CANCEL);
        if (!table.containsKey(config.primaryKey())) {
            plan.refuseChanges(notTheSortingKey("collapses rows that agree in ORDER BY"));
        }
    }

    /** A column that is null keeps what it was. */
    private void coalescing() {
        plan.inOrder();
        plan.take(RowKind.UPDATE_AFTER, Effect.ADD);
        deletesByOption("");
        if (!table.isSortedBy(config.primaryKey())) {
            plan.refuseChanges(notTheSortingKey("joins rows that agree in ORDER BY"));
        }
    }

    /** Engines that know nothing of changes. */
    private void adding() {
        deletesByOption("");
        switch (config.updateMode()) {
            case REFUSE ->
                    plan.refuse(
                            RowKind.UPDATE_AFTER,
                            "The engine "
                                    + table.engine().name()
                                    + " does not replace rows. Use ReplacingMergeTree(version,"
                                    + " is_deleted) for a table of current rows, or choose what an update"
                                    + " does with 'sink.update-mode' = 'insert' (the new row is added"
                                    + " beside the old one) or 'lightweight-update'.");
            case INSERT -> plan.take(RowKind.UPDATE_AFTER, Effect.ADD);
            case LIGHTWEIGHT_UPDATE -> lightweightUpdate();
        }
    }

    /** The row before an update is a delete too, unless another with its key follows. */
    private void deletesByOption(String better) {
        String refusal =
                "The engine "
                        + table.engine().name()
                        + " has no row that says 'deleted'. Choose what a delete does with"
                        + " 'sink.delete-mode' = 'ignore' (the row stays) or 'lightweight-delete' (DELETE"
                        + " FROM)."
                        + better;
        switch (config.deleteMode()) {
            case REFUSE -> {
                plan.refuse(RowKind.DELETE, refusal);
                plan.take(RowKind.UPDATE_BEFORE, Effect.EXPECT);
            }
            case IGNORE -> {
                plan.take(RowKind.DELETE, Effect.DROP);
                plan.take(RowKind.UPDATE_BEFORE, Effect.DROP);
            }
            case LIGHTWEIGHT_DELETE -> {
                plan.take(RowKind.DELETE, Effect.DELETE);
                plan.take(RowKind.UPDATE_BEFORE, Effect.DELETE);
                unwritable(config.primaryKey()).ifPresent(why -> plan.refuse(RowKind.DELETE, why));
            }
        }
    }

    private void lightweightUpdate() {
        plan.take(RowKind.UPDATE_AFTER, Effect.UPDATE);
        plan.take(RowKind.UPDATE_BEFORE, Effect.EXPECT);
        unwritable(written).ifPresent(why -> plan.refuse(RowKind.UPDATE_AFTER, why));
        if (!table.takesUpdates()) {
            plan.refuse(
                    RowKind.UPDATE_AFTER,
                    "The table does not take lightweight updates. On a server of 25.7 or newer: ALTER"
                            + " TABLE "
                            + table.path()
                            + " MODIFY SETTING enable_block_number_column = 1,"
                            + " enable_block_offset_column = 1");
        }
        List<String> fixed =
                written.stream()
                        .filter(name -> !config.primaryKey().contains(name))
                        .filter(name -> table.isFixed(name))
                        .toList();
        if (!fixed.isEmpty()) {
            plan.refuse(
                    RowKind.UPDATE_AFTER,
                    "The columns "
                            + String.join(", ", fixed)
                            + " are part of ORDER BY or PARTITION BY, so the server cannot update"
                            + " them. Add them to the primary key of the Flink table if they never"
                            + " change, or use 'sink.update-mode' = 'insert'.");
        }
    }

    private Optional<String> unwritable(List<String> names) {
        return rows.getFields().stream()
                .filter(field -> names.contains(field.getName()))
                .filter(field -> !LiteralRow.canHold(field.getType()))
                .findFirst()
                .map(
                        field ->
                                "Column '"
                                        + field.getName()
                                        + "' "
                                        + field.getType().asSummaryString()
                                        + " cannot be part of a DELETE or UPDATE statement. Leave it"
                                        + " out of the Flink table, or use ReplacingMergeTree.");
    }

    private ColumnSpec column(String name, LogicalType flinkType) {
        return new ColumnSpec(name, TypeParser.parse(table.types().get(name)), flinkType);
    }

    private static String taken(String column) {
        return "The sink fills column '"
                + column
                + "' by the kind of each change. Leave it out of the Flink table.";
    }

    private String notTheSortingKey(String what) {
        return "The engine "
                + table.engine().name()
                + " "
                + what
                + " ("
                + String.join(", ", table.sortingKey())
                + "), and the primary key of the Flink table is ("
                + String.join(", ", config.primaryKey())
                + "), so rows would be mixed up. Declare PRIMARY KEY ("
                + table.sorting().stream().sorted().collect(Collectors.joining(", "))
                + ") NOT ENFORCED, or create the ClickHouse table with ORDER BY ("
                + config.primaryKey().stream()
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(", "))
                + ").";
    }
}
