// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.JdbcCounts;

/** Counts the rows of a table by their ids; ids from {@link #FOREIGN} on come from others. */
final class IdCounts {

    static final long FOREIGN = 1L << 40;

    private final JdbcCounts counts;

    IdCounts(String url) {
        this.counts = new JdbcCounts(url);
    }

    /** How many of the ids 0 to rows - 1 are in a table. */
    long distinct(String table) {
        return number("SELECT uniqExact(id) FROM " + table + " WHERE id < " + FOREIGN);
    }

    long highest(String table) {
        return number("SELECT max(id) FROM " + table + " WHERE id < " + FOREIGN);
    }

    /** Compares a table that has a row for each id. */
    Comparison compare(String table, long rows) {
        return compare(table, rows, "count()");
    }

    /**
     * Compares a table whose rows count differently.
     *
     * @param copies an aggregate function: how often the ids are there in all
     */
    Comparison compare(String table, long rows, String copies) {
        long strange =
                number(
                        "SELECT count() FROM %s WHERE id >= %d AND id < %d"
                                .formatted(table, rows, FOREIGN));
        if (strange > 0) {
            throw new IllegalStateException(strange + " rows of " + table + " were never sent");
        }
        return new Comparison(
                table,
                number(
                        "SELECT count() FROM numbers(%d) WHERE number NOT IN (SELECT id FROM %s)"
                                .formatted(rows, table)),
                number(
                        "SELECT toInt64(%s) - uniqExact(id) FROM %s WHERE id < %d"
                                .formatted(copies, table, FOREIGN)));
    }

    /** Compares the rows of others, of which some may be missing and none may be there twice. */
    Comparison compareForeign(String table) {
        return new Comparison(
                table + ", rows that came or went meanwhile",
                0,
                number(
                        "SELECT toInt64(count()) - uniqExact(id) FROM %s WHERE id >= %d"
                                .formatted(table, FOREIGN)));
    }

    long number(String sql) {
        return counts.number(sql);
    }
}
