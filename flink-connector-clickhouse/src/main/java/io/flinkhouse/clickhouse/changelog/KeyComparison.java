// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.schema.ColumnDescription;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.sql.Expressions;

import java.util.List;
import java.util.function.Predicate;

/** Compares the primary key of a Flink table with the sorting key of its ClickHouse table. */
record KeyComparison(List<String> primaryKey, TableDescription target) {

    /**
     * Returns whether rows have the same sorting key exactly when they have the same primary key.
     */
    boolean isSortingKey() {
        return isInSortingKey() && primaryKey.containsAll(sorting());
    }

    /** Returns whether rows with another primary key have another sorting key. */
    boolean isInSortingKey() {
        return target.sortingKey().stream()
                .flatMap(expression -> Expressions.column(expression).stream())
                .toList()
                .containsAll(primaryKey);
    }

    /** Returns whether rows with the same primary key are in the same partition. */
    boolean decidesPartition() {
        return primaryKey.containsAll(columns(ColumnDescription::partitions));
    }

    /** Returns the columns that ORDER BY contains. */
    List<String> sorting() {
        return columns(ColumnDescription::sorts);
    }

    /** Returns the other columns of ORDER BY and PARTITION BY, which cannot be updated. */
    List<String> fixed(List<String> written) {
        List<String> fixed = columns(column -> column.sorts() || column.partitions());
        return written.stream()
                .filter(name -> fixed.contains(name) && !primaryKey.contains(name))
                .toList();
    }

    private List<String> columns(Predicate<ColumnDescription> which) {
        return target.columns().stream().filter(which).map(ColumnDescription::name).toList();
    }
}
