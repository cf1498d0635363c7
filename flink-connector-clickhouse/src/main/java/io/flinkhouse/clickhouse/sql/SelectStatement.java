// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sql;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Builds a SELECT from one table.
 *
 * @param merged whether to read with FINAL, so that rows look as after all merges
 * @param where the condition; {@code 1} selects all rows
 */
@Internal
public record SelectStatement(TablePath table, boolean merged, String where)
        implements Serializable {

    /**
     * Returns the SELECT of these expressions.
     *
     * @param expressions one for each column of the result
     */
    public String of(List<String> expressions) {
        return "SELECT " + String.join(", ", expressions) + from() + " WHERE " + where;
    }

    /** Returns the SELECT that counts the keys of these rows that belong to more than one row. */
    public String sharedKeys(List<String> key) {
        String columns = key.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        return "SELECT count() FROM (SELECT 1"
                + from()
                + " WHERE ("
                + columns
                + ") IN ("
                + of(List.of(columns))
                + ") GROUP BY "
                + columns
                + " HAVING count() > 1)";
    }

    private String from() {
        return " FROM " + table + (merged ? " FINAL" : "");
    }
}
