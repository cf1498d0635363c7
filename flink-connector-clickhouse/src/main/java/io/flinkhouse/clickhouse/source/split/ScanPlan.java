// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * The splits of a scan, and what must stay the same until they are read.
 *
 * @param splits together they have each row of the scan once
 * @param order the order in which the rows of a split can be read; empty if there is none, so that
 *     a split is read again from its start
 * @param tableId the table that was planned for, as {@code ScannedTable} reads and checks it; empty
 *     if nothing needs to stay the same
 */
@Internal
public record ScanPlan(List<TableSplit> splits, List<SortColumn> order, String tableId) {

    public ScanPlan {
        splits = List.copyOf(splits);
        order = List.copyOf(order);
    }
}
