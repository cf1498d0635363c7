// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.sql.MutationStatement;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Collects deletes and updates by key, many keys in one statement. */
@Internal
public final class KeyedStatements {

    private final TablePath table;
    private final StatementBounds bounds;
    private final RowLiterals key;
    private final RowLiterals others;

    KeyedStatements(
            TablePath table,
            List<ColumnSpec> columns,
            List<String> primaryKey,
            StatementBounds bounds) {
        this.table = table;
        this.bounds = bounds;
        this.key = new RowLiterals(columns, primaryKey);
        this.others =
                new RowLiterals(
                        columns,
                        columns.stream()
                                .map(ColumnSpec::name)
                                .filter(name -> !primaryKey.contains(name))
                                .toList());
    }

    /** Returns the key of a row, as literals. */
    public List<String> key(RowData row) {
        return key.of(row);
    }

    /** Returns the values of the other columns, as literals. */
    public List<String> values(RowData row) {
        return others.of(row);
    }

    public KeyedStatement delete(Collection<List<String>> keys) {
        return new KeyedStatement(MutationStatement.delete(table, key.columns(), keys), bounds);
    }

    /**
     * Builds the UPDATE statement.
     *
     * @param values the new values by key
     */
    public KeyedStatement update(Map<List<String>, List<String>> values) {
        return new KeyedStatement(
                MutationStatement.update(
                        table, key.columns(), values.keySet(), others.columns(), values.values()),
                bounds);
    }
}
