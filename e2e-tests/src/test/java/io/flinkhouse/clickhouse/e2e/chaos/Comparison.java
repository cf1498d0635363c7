// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

/**
 * The lost and duplicated rows of a table.
 *
 * @param lost ids that were sent and are not there
 * @param duplicated rows beyond the first of their id
 */
record Comparison(String table, long lost, long duplicated) {

    boolean isExact() {
        return lost == 0 && duplicated == 0;
    }
}
