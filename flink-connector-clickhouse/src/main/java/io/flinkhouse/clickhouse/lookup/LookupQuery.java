// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.MutationStatement;

import java.util.List;
import java.util.stream.Collectors;

/** Builds the SELECT of the rows that have one of some keys. */
record LookupQuery(LookupRequest request) {

    /**
     * Returns the SELECT.
     *
     * @param keys literals as {@link KeyLiterals} writes them
     */
    String of(List<String> keys) {
        TableScan scan = request.scan().scan();
        String columns =
                scan.columns().stream().map(ScanColumn::selected).collect(Collectors.joining(", "));
        String where = " WHERE (" + scan.where() + ")";
        if (request.dictionary() != null) {
            return "SELECT " + columns + " FROM " + request.dictionary().rows(keys) + where;
        }
        return "SELECT "
                + columns
                + " FROM "
                + scan.from()
                + (scan.merged() ? " FINAL" : "")
                + where
                + " AND "
                + MutationStatement.tuple(
                        request.keyColumns().stream().map(ScanColumn::expression).toList())
                + " IN ("
                + String.join(", ", keys)
                + ")";
    }
}
