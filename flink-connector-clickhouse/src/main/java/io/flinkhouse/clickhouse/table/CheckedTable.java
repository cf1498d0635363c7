// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

/**
 * A table that can take what a statement writes.
 *
 * @param delivery which delivery it gets and by what, for a plan
 */
record CheckedTable(InspectedTable target, String delivery) {}
