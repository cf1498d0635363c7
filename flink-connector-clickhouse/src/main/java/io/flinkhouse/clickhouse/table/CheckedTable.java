// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

/**
 * A table that passed the checks for a statement.
 *
 * @param delivery the description of the delivery guarantee, for plans
 */
record CheckedTable(InspectedTable target, String delivery) {}
