// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import java.util.List;

/**
 * Plans how an UPDATE or DELETE writes its rows: as further rows that the engine merges, or as
 * statements by key.
 *
 * @param settings with the columns that are written
 * @param byKey whether statements name the rows, so that no two rows may have one key
 * @param cancelling whether the row as it was is written too
 * @param neverNull columns of which the engine takes NULL for what the row had before
 */
record RowLevelPlan(
        TableSinkConfig settings, boolean byKey, boolean cancelling, List<String> neverNull) {}
