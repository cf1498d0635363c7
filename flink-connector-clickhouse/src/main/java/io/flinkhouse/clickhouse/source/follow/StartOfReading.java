// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.follow;

import io.flinkhouse.clickhouse.source.split.BlockCursors;
import io.flinkhouse.clickhouse.source.split.ScanPlan;

/**
 * Where a job without state starts.
 *
 * @param plan the splits of the rows that are in the table, if these are read
 * @param cursors the places behind them
 */
record StartOfReading(ScanPlan plan, BlockCursors cursors) {}
