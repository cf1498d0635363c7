// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.changelog.ChangelogPlan;
import io.flinkhouse.clickhouse.changelog.ChangelogPlanner;
import io.flinkhouse.clickhouse.config.ChangelogConfig;
import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.TableEngine.Kind;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks whether an UPDATE or DELETE can change the rows of a table; reports all mistakes at once.
 */
final class RowLevelRules {

    private static final Set<Kind> ADDING_UP = EnumSet.of(Kind.SUMMING, Kind.AGGREGATING);

    private final TableSinkConfig settings;
    private final TableDescription table;
    private final ChangelogPlan planned;
    private final Kind kind;
    private final List<String> key;
    private final List<String> mistakes = new ArrayList<>();

    private RowLevelRules(TableSinkConfig settings, InspectedTable target) {
        this.settings = settings;
        this.table = target.table();
        this.planned = target.changes();
        this.kind = table.engine().kind();
        this.key = settings.changelog().primaryKey();
    }

    /**
     * Checks an UPDATE.
     *
     * @param set the columns that the statement sets
     * @throws ValidationException if the table does not support the UPDATE
     */
    static RowLevelPlan update(TableSinkConfig settings, InspectedTable target, List<String> set) {
        return new RowLevelRules(settings, target).update(set);
    }

    /**
     * Checks a DELETE.
     *
     * @throws ValidationException if the table does not support the DELETE
     */
    static RowLevelPlan delete(TableSinkConfig settings, InspectedTable target) {
        return new RowLevelRules(settings, target).delete();
    }

    private RowLevelPlan update(List<String> set) {
        keyIsKept(set);
        rowsStandForThemselves();
        TableSinkConfig whole = settings.modifying(settings.schema(), changes(UpdateMode.REFUSE));
        ChangelogPlan plan = plan(whole);
        if (plan.refusals(EnumSet.of(RowKind.UPDATE_AFTER)).isEmpty()) {
            otherColumnsAreKept(plan);
            check("updated one by one");
            return new RowLevelPlan(
                    whole,
                    false,
                    plan.needsUpdateBefore(),
                    kind == Kind.COALESCING ? set : List.of());
        }
        List<String> touched = new ArrayList<>(key);
        touched.addAll(set);
        TableSinkConfig few =
                settings.modifyingByKey(columns(touched), changes(UpdateMode.LIGHTWEIGHT_UPDATE));
        mistakes.addAll(plan(few).refusals(EnumSet.of(RowKind.UPDATE_AFTER)));
        check("updated one by one");
        return new RowLevelPlan(few, true, false, List.of());
    }

    private RowLevelPlan delete() {
        TableSinkConfig whole = settings.modifying(settings.schema(), changes(DeleteMode.REFUSE));
        ChangelogPlan plan = plan(whole);
        if (plan.refusals(EnumSet.of(RowKind.DELETE)).isEmpty()) {
            if (plan.needsUpdateBefore()) {
                otherColumnsAreKept(plan);
            }
            check("deleted one by one, as this WHERE needs it");
            return new RowLevelPlan(whole, false, false, List.of());
        }
        TableSinkConfig few =
                settings.modifyingByKey(columns(key), changes(DeleteMode.LIGHTWEIGHT_DELETE));
        mistakes.addAll(plan(few).refusals(EnumSet.of(RowKind.DELETE)));
        check("deleted one by one, as this WHERE needs it");
        return new RowLevelPlan(few, true, false, List.of());
    }

    private ChangelogConfig changes(UpdateMode mode) {
        return new ChangelogConfig(key, DeleteMode.REFUSE, mode);
    }

    private ChangelogConfig changes(DeleteMode mode) {
        return new ChangelogConfig(key, mode, UpdateMode.REFUSE);
    }

    /** Checks with the rules of an INSERT of the same columns under the same options. */
    private ChangelogPlan plan(TableSinkConfig modifying) {
        boolean same =
                modifying.changelog().equals(settings.changelog())
                        && modifying.schema().equals(settings.schema());
        return key.isEmpty() || same
                ? planned
                : ChangelogPlanner.of(modifying.changelog(), table, modifying.schema());
    }

    private RowType columns(List<String> names) {
        return new RowType(
                false,
                settings.schema().getFields().stream()
                        .filter(field -> names.contains(field.getName()))
                        .toList());
    }

    private void keyIsKept(List<String> set) {
        List<String> keys = set.stream().filter(key::contains).toList();
        if (!keys.isEmpty()) {
            mistakes.add(
                    "The primary key identifies the row, so "
                            + String.join(", ", keys)
                            + " cannot be set. INSERT the rows with their new keys and DELETE those"
                            + " with the old ones.");
        }
    }

    private void rowsStandForThemselves() {
        if (ADDING_UP.contains(kind)) {
            mistakes.add(
                    "The engine "
                            + table.engine().name()
                            + " adds up rows, so a row that is read is a sum. INSERT rows with"
                            + " the differences, or run the UPDATE in ClickHouse.");
        }
    }

    /**
     * Checks that the Flink table has all columns, because an added row would have defaults in
     * missing ones.
     */
    private void otherColumnsAreKept(ChangelogPlan plan) {
        Set<String> written = Set.copyOf(settings.schema().getFieldNames());
        List<String> lost =
                table.columns().stream()
                        .filter(column -> !column.computed())
                        .filter(column -> !column.defaultKind().equals("EPHEMERAL"))
                        .filter(column -> !written.contains(column.name()))
                        .filter(column -> !plan.filled().contains(column.name()))
                        .filter(column -> !column.name().equals(fenceColumn()))
                        .filter(column -> !column.holdsNothing())
                        .filter(column -> !isKeptWhereNull(column))
                        .map(ColumnDescription::name)
                        .toList();
        if (!lost.isEmpty()) {
            mistakes.add(
                    "The engine "
                            + table.engine().name()
                            + " needs whole rows, and the Flink table lacks "
                            + String.join(", ", lost)
                            + ", whose values would be lost. Add the columns to the Flink"
                            + " table.");
        }
    }

    private boolean isKeptWhereNull(ColumnDescription column) {
        return kind == Kind.COALESCING
                && column.type().startsWith("Nullable(")
                && column.defaultKind().isEmpty();
    }

    private String fenceColumn() {
        return settings.exactlyOnce().fenceColumn();
    }

    private void check(String what) {
        if (!mistakes.isEmpty()) {
            throw new ValidationException(
                    "Rows of ClickHouse table "
                            + settings.table()
                            + " cannot be "
                            + what
                            + ":\n"
                            + mistakes.stream()
                                    .map(mistake -> "  - " + mistake)
                                    .collect(Collectors.joining("\n")));
        }
    }
}
