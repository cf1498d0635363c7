// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine.Kind;

import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans deletes and updates by the user's options, where the engine itself neither marks nor
 * replaces rows: by DELETE and UPDATE statements, or not at all.
 */
final class StatementPlanner {

    private static final List<String> UPDATABLE =
            List.of("enable_block_number_column", "enable_block_offset_column");
    private static final Set<String> DELETING_OTHERS = Set.of("EmbeddedRocksDB", "KeeperMap");

    private static final String UNANNOUNCED =
            "It deletes a row if no update-after row follows, as in a query that filters on"
                    + " updated values: a delete that Flink does not announce. ";

    private final ChangelogConfig config;
    private final TableDescription target;
    private final KeyComparison key;
    private final RowType rows;
    private final ChangelogPlan plan;

    StatementPlanner(
            ChangelogConfig config,
            TableDescription target,
            KeyComparison key,
            RowType rows,
            ChangelogPlan plan) {
        this.config = config;
        this.target = target;
        this.key = key;
        this.rows = rows;
        this.plan = plan;
    }

    /** Plans updates of an engine that does not replace rows. */
    void updates() {
        switch (config.updateMode()) {
            case REFUSE ->
                    plan.refuse(
                            RowKind.UPDATE_AFTER,
                            "The engine "
                                    + target.engine().name()
                                    + " does not replace rows. Use ReplacingMergeTree(version,"
                                    + " is_deleted) for a table of current rows, or set"
                                    + " 'sink.update-mode' = 'insert' (the new row is added,"
                                    + " the old one stays)"
                                    + (takesUpdates() ? " or 'lightweight-update'." : "."));
            case INSERT -> plan.take(RowKind.UPDATE_AFTER, ChangeAction.ADD);
            case LIGHTWEIGHT_UPDATE -> lightweightUpdate();
        }
    }

    /**
     * Treats an update-before row as a delete: the sink cannot wait for the update-after row,
     * because a checkpoint may come in between.
     *
     * @param better what the refusal of a delete adds to its next steps
     */
    void deletes(String better) {
        String refusal =
                "The engine "
                        + target.engine().name()
                        + " cannot mark a row as deleted. Set 'sink.delete-mode' = 'ignore'"
                        + " (the row stays)"
                        + (takesDeletes() ? " or 'lightweight-delete' (DELETE FROM)." : ".")
                        + better;
        switch (config.deleteMode()) {
            case REFUSE -> {
                plan.refuse(RowKind.DELETE, refusal);
                plan.refuse(RowKind.UPDATE_BEFORE, UNANNOUNCED + refusal);
            }
            case IGNORE -> {
                plan.take(RowKind.DELETE, ChangeAction.DROP);
                plan.take(RowKind.UPDATE_BEFORE, ChangeAction.DROP);
            }
            case LIGHTWEIGHT_DELETE -> {
                plan.take(RowKind.DELETE, ChangeAction.DELETE);
                plan.take(RowKind.UPDATE_BEFORE, ChangeAction.DELETE);
                unwritable(config.primaryKey()).ifPresent(this::refuseDeletes);
                if (!takesDeletes()) {
                    refuseDeletes(statementsGoTo("DELETE FROM", "tables of the MergeTree family"));
                }
            }
        }
    }

    private void refuseDeletes(String why) {
        plan.refuse(RowKind.DELETE, why);
        plan.refuse(RowKind.UPDATE_BEFORE, why);
    }

    private boolean takesDeletes() {
        return target.engine().kind() != Kind.OTHER
                || DELETING_OTHERS.contains(target.engine().name());
    }

    private boolean takesUpdates() {
        return target.engine().kind() == Kind.PLAIN;
    }

    private String statementsGoTo(String statement, String takers) {
        return "The server runs "
                + statement
                + " on "
                + takers
                + ", and the engine of "
                + target.path()
                + " is "
                + target.engine().name()
                + ". Use ReplacingMergeTree(version, is_deleted), or"
                + " 'sink.delete-mode' = 'ignore' and 'sink.update-mode' = 'insert'.";
    }

    private void lightweightUpdate() {
        plan.take(RowKind.UPDATE_AFTER, ChangeAction.UPDATE);
        if (config.deleteMode() == DeleteMode.LIGHTWEIGHT_DELETE) {
            // Otherwise the update-after row would find no row to update.
            plan.refuse(
                    RowKind.UPDATE_BEFORE,
                    UNANNOUNCED + "Set 'sink.update-mode' = 'insert', which can be exactly-once.");
        }
        unwritable(rows.getFieldNames()).ifPresent(why -> plan.refuse(RowKind.UPDATE_AFTER, why));
        if (!takesUpdates()) {
            plan.refuse(
                    RowKind.UPDATE_AFTER,
                    statementsGoTo("UPDATE", "tables with the engine MergeTree"));
        } else if (!UPDATABLE.stream().allMatch(name -> target.setting(name).orElse(0) == 1)) {
            plan.refuse(
                    RowKind.UPDATE_AFTER,
                    "The table does not support lightweight updates. On a server of version"
                            + " 25.7 or newer, run: ALTER TABLE "
                            + target.path()
                            + " MODIFY SETTING enable_block_number_column = 1,"
                            + " enable_block_offset_column = 1");
        }
        List<String> fixed = key.fixed(rows.getFieldNames());
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
                .filter(field -> !RowLiterals.canHold(field.getType()))
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
}
