// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableReader;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Turns each changed row into the rows and keyed statements that its row kind (insert, update,
 * delete) means for the engine of the table; not thread-safe.
 */
@Internal
public final class ChangelogWriter {

    private static final LongSupplier NO_VERSIONS = () -> 0;

    private final List<ColumnSpec> columns;
    private final boolean ordered;
    private final boolean ignoresSome;
    private final Optional<KeyedStatements> statements;
    private final ChangeHandler[] byKind = new ChangeHandler[RowKind.values().length];
    private Optional<VersionClock> clock = Optional.empty();

    ChangelogWriter(
            List<ColumnSpec> columns,
            boolean ordered,
            boolean ignoresSome,
            Optional<KeyedStatements> statements) {
        this.columns = List.copyOf(columns);
        this.ordered = ordered;
        this.ignoresSome = ignoresSome;
        this.statements = statements;
    }

    /**
     * Opens the changelog writer of a table.
     *
     * @param columns of the rows
     * @param primaryKey those that tell rows apart; empty where only inserts are planned
     * @param version the highest that a restored checkpoint may hold; see {@link #version}
     * @param server the reader of the table
     */
    public static ChangelogWriter open(
            ChangelogPlan plan,
            List<ColumnSpec> columns,
            List<String> primaryKey,
            long version,
            TableReader server)
            throws ClickHouseException {
        TablePath table = server.path();
        Optional<KeyedStatements> statements = Optional.empty();
        if (plan.hasStatements()) {
            StatementBounds bounds =
                    new StatementCheck(server.client(), table).bounds(plan, primaryKey);
            statements = Optional.of(new KeyedStatements(table, columns, primaryKey, bounds));
        }
        if (plan.generatedVersion().isEmpty()) {
            return plan.bind(table, columns, statements, NO_VERSIONS);
        }
        VersionClock clock = VersionClock.of(server, plan.generatedVersion().get(), version);
        ChangelogWriter changelog = plan.bind(table, columns, statements, clock);
        changelog.clock = Optional.of(clock);
        return changelog;
    }

    void handle(RowKind kind, ChangeHandler handler) {
        byKind[kind.ordinal()] = handler;
    }

    /** Returns the written columns: those of the rows, then those that the engine requires. */
    public List<ColumnSpec> columns() {
        return columns;
    }

    /** Returns a version that no row so far has a higher one than; 0 without versions. */
    public long version() {
        return clock.map(VersionClock::reached).orElse(0L);
    }

    /** Returns the keyed statements, if the plan has any. */
    public Optional<KeyedStatements> statements() {
        return statements;
    }

    /** Returns whether inserts must be sent one after the other. */
    public boolean isOrdered() {
        return ordered;
    }

    /** Returns whether changes of some row kind are ignored. */
    public boolean ignoresSome() {
        return ignoresSome;
    }

    /**
     * @throws io.flinkhouse.clickhouse.error.BadValueException if a column cannot hold a value
     * @throws IOException if the table does not support changes of this row kind
     */
    public void write(RowData change, ChangeOutput out) throws IOException, InterruptedException {
        byKind[change.getRowKind().ordinal()].apply(change, out);
    }
}
