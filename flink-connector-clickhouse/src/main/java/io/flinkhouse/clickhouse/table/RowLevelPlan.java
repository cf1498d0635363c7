// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import java.util.List;

/**
 * The plan of an UPDATE or DELETE: it writes new rows that the engine merges, or statements by key.
 *
 * @param settings the settings of the sink, with the columns that are written
 * @param byKey whether statements name the rows by key, so that no two rows may have the same key
 * @param cancelling whether the old row is written too, to cancel it
 * @param neverNull columns in which the engine treats NULL as "keep the old value"
 */
record RowLevelPlan(
        TableSinkConfig settings, boolean byKey, boolean cancelling, List<String> neverNull) {}
