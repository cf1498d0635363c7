// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.types.RowKind;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Maps each row kind (insert, update before, update after, delete) to the action that the table's
 * engine allows, or to the reason why it is refused.
 *
 * <p>It depends only on the table and the options, so planning and the writers get the same plan.
 */
@Internal
public final class ChangelogPlan {

    private final Map<RowKind, ChangeAction> actions = new EnumMap<>(RowKind.class);
    private final Map<RowKind, String> refusals = new EnumMap<>(RowKind.class);
    private Optional<ColumnSpec> flag = Optional.empty();
    private Optional<VersionColumn> version = Optional.empty();
    private byte flagOfAdded;
    private boolean ordered;
    private boolean wholeRows;
    private boolean numbered;
    private boolean replicated;
    private Set<String> keptByMarks = Set.of();

    ChangelogPlan() {
        actions.put(RowKind.INSERT, ChangeAction.ADD);
    }

    void take(RowKind kind, ChangeAction action) {
        actions.put(kind, action);
        refusals.remove(kind);
    }

    void refuse(RowKind kind, String why) {
        actions.remove(kind);
        refusals.put(kind, why);
    }

    /** Refuses all row kinds except inserts. */
    void refuseChanges(String why) {
        refuse(RowKind.UPDATE_BEFORE, why);
        refuse(RowKind.UPDATE_AFTER, why);
        refuse(RowKind.DELETE, why);
    }

    /** Lets the sink fill the is_deleted or sign column. */
    void flag(ColumnSpec column, int ofAdded) {
        flag = Optional.of(column);
        flagOfAdded = (byte) ofAdded;
    }

    /** Lets the sink fill the version column with generated versions, which never decrease. */
    void version(VersionColumn column) {
        version = Optional.of(column);
        if (column.mayRepeat()) {
            inOrder();
        }
    }

    /** Requires ordered inserts, because the row inserted last wins. */
    void inOrder() {
        ordered = true;
    }

    /** Requires deletes with the whole old row and not only its key. */
    void wholeRows() {
        wholeRows = true;
    }

    /** Lets keyed statements change rows up to a block number only. */
    void boundByBlock() {
        numbered = true;
    }

    /** Sets the columns that a row marking a delete must copy from the deleted row. */
    void marksKeep(Set<String> columns) {
        keptByMarks = columns;
    }

    /** Returns the reasons why changes of these kinds cannot be written, each with its fix. */
    public List<String> refusals(Set<RowKind> kinds) {
        return kinds.stream()
                .flatMap(kind -> Stream.ofNullable(refusals.get(kind)))
                .distinct()
                .toList();
    }

    /** Returns whether update-before rows are needed in addition to update-after rows. */
    public boolean needsUpdateBefore() {
        return actions.get(RowKind.UPDATE_BEFORE) == ChangeAction.CANCEL;
    }

    /** Returns whether a delete must have all columns of the old row. */
    public boolean needsWholeRows() {
        return wholeRows;
    }

    /** Returns whether inserts must be sent one after the other. */
    public boolean isOrdered() {
        return ordered || hasStatements();
    }

    /** Returns whether some changes are keyed statements. */
    boolean hasStatements() {
        return has(ChangeAction.DELETE) || has(ChangeAction.UPDATE);
    }

    /** Notes that several servers hold the table. */
    void replicated() {
        replicated = true;
    }

    boolean isReplicated() {
        return replicated;
    }

    /** Returns whether keyed statements can change rows up to a block number only. */
    boolean isBoundByBlock() {
        return numbered;
    }

    private boolean has(ChangeAction statement) {
        return actions.containsValue(statement);
    }

    /** Returns the privileges on the table that keyed statements need. */
    List<String> privileges() {
        List<String> needed = new ArrayList<>();
        if (has(ChangeAction.DELETE)) {
            needed.add(StatementCheck.DELETE);
        }
        if (has(ChangeAction.UPDATE)) {
            needed.add("ALTER UPDATE");
        }
        return needed;
    }

    /** Returns the version column that writers fill. */
    Optional<VersionColumn> generatedVersion() {
        return version;
    }

    /** Returns the columns that the sink fills itself. */
    public List<String> filled() {
        return engineColumns().map(ColumnSpec::name).toList();
    }

    private Stream<ColumnSpec> engineColumns() {
        return Stream.concat(flag.stream(), version.map(VersionColumn::column).stream());
    }

    /**
     * @param table the table, for errors
     * @param keyed the columns of the rows and their key; empty without a primary key
     * @param versions generates the version of each row if there is a {@link #generatedVersion}
     */
    ChangelogWriter bind(
            TablePath table,
            List<ColumnSpec> columns,
            Optional<KeyedStatements> keyed,
            LongSupplier versions) {
        List<ColumnSpec> all = new ArrayList<>(columns);
        engineColumns().forEach(all::add);
        ChangelogWriter changelog =
                new ChangelogWriter(
                        all,
                        isOrdered(),
                        actions.containsValue(ChangeAction.DROP),
                        keyed.filter(statements -> hasStatements()));
        for (RowKind kind : RowKind.values()) {
            changelog.handle(
                    kind,
                    handler(kind, table, versions, new PlacementFields(columns, keptByMarks)));
        }
        return changelog;
    }

    private ChangeHandler handler(
            RowKind kind, TablePath table, LongSupplier versions, PlacementFields kept) {
        ChangeAction action = actions.get(kind);
        if (action == null) {
            return ChangeHandler.refuse(kind, table, refusals.get(kind));
        }
        return switch (action) {
            case ADD -> ChangeHandler.append(engineColumns(versions), flagOfAdded);
            case MARK -> ChangeHandler.appendMark(engineColumns(versions), (byte) 1, kept);
            case CANCEL -> ChangeHandler.append(engineColumns(versions), (byte) -1);
            case DROP -> (row, out) -> out.drop();
            case DELETE -> (row, out) -> out.delete(row);
            case UPDATE -> (row, out) -> out.update(row);
        };
    }

    private Optional<GeneratedColumns> engineColumns(LongSupplier versions) {
        if (flag.isEmpty() && version.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new GeneratedColumns(flag.isPresent(), version, versions));
    }
}
