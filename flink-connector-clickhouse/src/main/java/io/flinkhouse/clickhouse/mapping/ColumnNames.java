// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.Suggestion;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import java.util.List;
import java.util.Locale;

/** Finds columns by names of Java code: {@code userId} also finds {@code user_id}. */
final class ColumnNames {

    private final List<ColumnSpec> columns;

    ColumnNames(List<ColumnSpec> columns) {
        this.columns = columns;
    }

    ColumnSpec exactly(String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(name));
    }

    /** Returns the column of this name, or the only one that differs by case and underscores. */
    ColumnSpec like(String name) {
        List<ColumnSpec> similar =
                columns.stream().filter(c -> plain(c.name()).equals(plain(name))).toList();
        return similar.size() == 1 ? similar.get(0) : exactly(name);
    }

    static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private IllegalArgumentException missing(String name) {
        return new IllegalArgumentException(
                "There is no column '"
                        + name
                        + "' that can be written; the columns are "
                        + Suggestion.list(columns.stream().map(ColumnSpec::name).toList())
                        + ". Add the column to the table, or map the record to rows with a function");
    }
}
