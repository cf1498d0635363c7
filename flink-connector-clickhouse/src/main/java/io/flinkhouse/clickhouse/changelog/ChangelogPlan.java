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
 * <p>Follows from the server's facts and the options alone, so a plan and its writers come to the
 * same.
 */
@Internal
public final class ChangelogPlan {

    private final Map<RowKind, ChangeAction> effects = new EnumMap<>(RowKind.class);
    private final Map<RowKind, String> refusals = new EnumMap<>(RowKind.class);
    private Optional<ColumnSpec> flag = Optional.empty();
    private Optional<VersionColumn> version = Optional.empty();
    private byte flagOfAdded;
    private boolean ordered;
    private boolean wholeRows;
    private Set<String> keptByMarks = Set.of();

    ChangelogPlan() {
        effects.put(RowKind.INSERT, ChangeAction.ADD);
    }

    void take(RowKind kind, ChangeAction effect) {
        effects.put(kind, effect);
        refusals.remove(kind);
    }

    void refuse(RowKind kind, String why) {
        effects.remove(kind);
        refusals.put(kind, why);
    }

    /** Refuses all but inserts. */
    void refuseChanges(String why) {
        refuse(RowKind.UPDATE_BEFORE, why);
        refuse(RowKind.UPDATE_AFTER, why);
        refuse(RowKind.DELETE, why);
    }

    /** The sink fills this column; it says whether a row counts. */
    void flag(ColumnSpec column, int ofAdded) {
        flag = Optional.of(column);
        flagOfAdded = (byte) ofAdded;
    }

    /** The sink fills this column with versions of its own, of which none is below one before. */
    void version(VersionColumn column) {
        version = Optional.of(column);
        if (column.mayRepeat()) {
            inOrder();
        }
    }

    /** The order of inserts decides which row wins. */
    void inOrder() {
        ordered = true;
    }

    /** A delete must carry more of the old row than its key. */
    void wholeRows() {
        wholeRows = true;
    }

    /** What a row that marks another as deleted must share with it. */
    void marksKeep(Set<String> columns) {
        keptByMarks = columns;
    }

    /** Why changes of one of these kinds cannot be written, and what to do about it. */
    public List<String> refusals(Set<RowKind> kinds) {
        return kinds.stream()
                .flatMap(kind -> Stream.ofNullable(refusals.get(kind)))
                .distinct()
                .toList();
    }

    /** Whether the row before an update is needed, beside the one after it. */
    public boolean needsUpdateBefore() {
        return effects.get(RowKind.UPDATE_BEFORE) == ChangeAction.CANCEL;
    }

    /** Whether a delete must carry all of the old row. */
    public boolean needsWholeRows() {
        return wholeRows;
    }

    /** Whether inserts must arrive one after the other. */
    public boolean isOrdered() {
        return ordered || hasStatements();
    }

    /** Whether some changes are statements of their own. */
    boolean hasStatements() {
        return effects.containsValue(ChangeAction.DELETE)
                || effects.containsValue(ChangeAction.UPDATE);
    }

    /** The column that writers make versions for. */
    Optional<VersionColumn> generatedVersion() {
        return version;
    }

    /** The columns that the sink fills itself. */
    public List<String> filled() {
        return engineColumns().map(ColumnSpec::name).toList();
    }

    private Stream<ColumnSpec> engineColumns() {
        return Stream.concat(flag.stream(), version.map(VersionColumn::column).stream());
    }

    /**
     * @param table for messages
     * @param keyed the columns of the rows with the key among them; empty without a primary key
     * @param versions asked once per row where {@link #generatedVersion} is there
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
                        effects.containsValue(ChangeAction.DROP),
                        keyed.filter(statements -> hasStatements()));
        for (RowKind kind : RowKind.values()) {
            changelog.treat(
                    kind,
                    treatment(kind, table, versions, new PlacementFields(columns, keptByMarks)));
        }
        return changelog;
    }

    private ChangeHandler treatment(
            RowKind kind, TablePath table, LongSupplier versions, PlacementFields kept) {
        ChangeAction effect = effects.get(kind);
        if (effect == null) {
            return ChangeHandler.refuse(kind, table, refusals.get(kind));
        }
        return switch (effect) {
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
