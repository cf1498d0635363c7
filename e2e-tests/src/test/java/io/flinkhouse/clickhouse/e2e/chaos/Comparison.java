// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

/**
 * The lost and duplicated rows of a table.
 *
 * @param lost ids or rows that were sent and are not there
 * @param duplicated rows beyond the first of their id, or rows that must not be there
 * @param resent rows that are there twice because the operator chose to send their block again
 */
record Comparison(String table, long lost, long duplicated, long resent) {

    Comparison(String table, long lost, long duplicated) {
        this(table, lost, duplicated, 0);
    }

    /** Counts so many rows as sent again by the operator's choice. */
    Comparison without(long rows) {
        return new Comparison(table, lost, duplicated - rows, resent + rows);
    }

    boolean isExact() {
        return lost == 0 && duplicated == 0;
    }

    @Override
    public String toString() {
        return "%s: lost %d, duplicated %d".formatted(table, lost, duplicated)
                + (resent > 0 ? ", sent again by the operator's choice " + resent : "");
    }
}
