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

    /** Returns the key of a row, as one literal. */
    public String key(RowData row) {
        return MutationStatement.tuple(key.of(row));
    }

    /** Returns the values of the other columns, as literals. */
    public List<String> values(RowData row) {
        return others.of(row);
    }

    /** Returns the characters that an update adds to the statement: the key is in each column. */
    public long length(String key, List<String> values) {
        return (1L + values.size()) * key.length()
                + values.stream().mapToLong(String::length).sum();
    }

    public KeyedStatement delete(Collection<String> keys) {
        return new KeyedStatement(MutationStatement.delete(table, key.columns(), keys), bounds);
    }

    /**
     * Builds the UPDATE statement.
     *
     * @param values the new values by key
     */
    public KeyedStatement update(Map<String, List<String>> values) {
        return new KeyedStatement(
                MutationStatement.update(
                        table, key.columns(), values.keySet(), others.columns(), values.values()),
                bounds);
    }
}
