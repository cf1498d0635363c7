// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.sql.TablePath;
import io.flinkhouse.target.TargetTable;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Writes each change as its kind demands, on one thread. */
public final class Changelog {

    private static final LongSupplier NO_VERSIONS = () -> 0;

    private final List<ColumnSpec> columns;
    private final boolean ordered;
    private final Optional<Statements> statements;
    private Optional<UpdatePairs> pairs = Optional.empty();
    private final Treatment[] byKind = new Treatment[RowKind.values().length];

    Changelog(List<ColumnSpec> columns, boolean ordered, Optional<Statements> statements) {
        this.columns = List.copyOf(columns);
        this.ordered = ordered;
        this.statements = statements;
    }

    /** For a table without a primary key, whatever it is. */
    public static Changelog insertsOnly(List<ColumnSpec> columns) {
        return EngineRules.insertsOnly().bind(columns, Optional.empty(), NO_VERSIONS);
    }

    /**
     * What a writer does, by what the server says of the table now.
     *
     * @param config with a primary key
     * @param columns of the rows
     * @throws IllegalArgumentException if the primary key is not among them
     */
    public static Changelog open(
            ChangelogConfig config,
            TargetTable target,
            List<ColumnSpec> columns,
            ClickHouseClient client)
            throws ClickHouseException {
        requireKey(config.primaryKey(), columns.stream().map(ColumnSpec::name).toList());
        ChangePlan plan = EngineRules.of(config, target, rowType(columns));
        Optional<String> version = plan.generatedVersion();
        TablePath table = target.path();
        return plan.bind(
                columns,
                Optional.of(new Statements(table, columns, config.primaryKey())),
                version.isPresent() ? VersionClock.of(client, table, version.get()) : NO_VERSIONS);
    }

    private static void requireKey(List<String> primaryKey, List<String> columns) {
        if (!columns.containsAll(primaryKey)) {
            throw new IllegalArgumentException(
                    "the columns of the rows ("
                            + String.join(", ", columns)
                            + ") are without the primary key ("
                            + String.join(", ", primaryKey)
                            + ")");
        }
    }

    private static RowType rowType(List<ColumnSpec> columns) {
        return new RowType(
                columns.stream()
                        .map(column -> new RowType.RowField(column.name(), column.flinkType()))
                        .toList());
    }

    void treat(RowKind kind, Treatment treatment) {
        byKind[kind.ordinal()] = treatment;
    }

    /** Watches that each row before an update is followed by one after it. */
    void expectPairs(UpdatePairs expected) {
        pairs = Optional.of(expected);
        watch(RowKind.UPDATE_BEFORE, expected::before);
        watch(RowKind.UPDATE_AFTER, expected::after);
        watch(RowKind.INSERT, expected::after);
    }

    private void watch(RowKind kind, Consumer<RowData> watcher) {
        Treatment treatment = byKind[kind.ordinal()];
        byKind[kind.ordinal()] =
                (row, out) -> {
                    watcher.accept(row);
                    treatment.apply(row, out);
                };
    }

    /**
     * Called when a checkpoint or the end of the input comes.
     *
     * @throws io.flinkhouse.codec.BadValueException if the table cannot take what has come since
     *     the last call
     */
    public void finish() {
        pairs.ifPresent(UpdatePairs::finish);
    }

    /** The columns that are written: those of the rows, then those that the engine asks for. */
    public List<ColumnSpec> columns() {
        return columns;
    }

    /** What the changes are made of that are statements of their own, if there can be any. */
    public Optional<Statements> statements() {
        return statements;
    }

    /** Whether inserts must arrive one after the other. */
    public boolean isOrdered() {
        return ordered;
    }

    /**
     * @throws io.flinkhouse.codec.BadValueException if a column cannot hold a value, or the table
     *     does not take changes of this kind
     */
    public void write(RowData change, Destination out) throws IOException, InterruptedException {
        byKind[change.getRowKind().ordinal()].apply(change, out);
    }
}
