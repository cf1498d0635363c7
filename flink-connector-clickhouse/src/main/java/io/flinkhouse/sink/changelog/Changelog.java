// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.client.ClickHouseClient;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;
import io.flinkhouse.sql.TablePath;

import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Writes each change as its kind demands, on one thread. */
public final class Changelog {

    private static final LongSupplier NO_VERSIONS = () -> 0;

    private final List<ColumnSpec> columns;
    private final boolean ordered;
    private final Treatment[] byKind = new Treatment[RowKind.values().length];

    Changelog(List<ColumnSpec> columns, boolean ordered) {
        this.columns = List.copyOf(columns);
        this.ordered = ordered;
    }

    /**
     * What a writer does, by what the server says of the table now.
     *
     * @param columns of the rows
     */
    public static Changelog open(
            ChangelogConfig config,
            TablePath table,
            List<ColumnSpec> columns,
            ClickHouseClient client)
            throws ClickHouseException {
        if (config.primaryKey().isEmpty()) {
            return EngineRules.insertsOnly().bind(columns, NO_VERSIONS);
        }
        EngineFacts facts =
                EngineFacts.read(client, table)
                        .orElseThrow(
                                () ->
                                        new ClickHouseException(
                                                ClickHouseException.NO_CODE,
                                                FailureKind.FAIL,
                                                "Table "
                                                        + table
                                                        + " does not exist, or the user may not see"
                                                        + " it; create it, or GRANT SHOW ON "
                                                        + table));
        List<String> written = columns.stream().map(ColumnSpec::name).toList();
        ChangePlan plan = EngineRules.of(config, facts, written);
        Optional<String> version = plan.generatedVersion();
        return plan.bind(
                columns,
                version.isPresent() ? VersionClock.of(client, table, version.get()) : NO_VERSIONS);
    }

    void treat(RowKind kind, Treatment treatment) {
        byKind[kind.ordinal()] = treatment;
    }

    /** The columns that are written: those of the rows, then those that the engine asks for. */
    public List<ColumnSpec> columns() {
        return columns;
    }

    /** Whether inserts must arrive one after the other. */
    public boolean isOrdered() {
        return ordered;
    }

    /**
     * @throws io.flinkhouse.codec.BadValueException if a column cannot hold a value, or the table
     *     does not take changes of this kind
     */
    public void write(RowData change, Destination out) {
        byKind[change.getRowKind().ordinal()].apply(change, out);
    }
}
