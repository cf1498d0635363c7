// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;

import java.util.List;
import java.util.Optional;

/**
 * A part of the rows of a scan, read by one query.
 *
 * @param id unique in the scan
 * @param condition the SQL condition of the rows of this split; {@code 1} for all rows
 * @param position where reading goes on; empty to begin at the first row
 * @param order the order in which its rows are read; empty if there is none
 * @param tableId the table that was planned for, as in {@link ScanPlan}
 */
@Internal
public record TableSplit(
        String id,
        String condition,
        Optional<SplitPosition> position,
        List<SortColumn> order,
        String tableId)
        implements SourceSplit {

    public TableSplit {
        order = List.copyOf(order);
    }

    /** A split of any table, whose rows have no order. */
    public TableSplit(String id, String condition, Optional<SplitPosition> position) {
        this(id, condition, position, List.of(), "");
    }

    @Override
    public String splitId() {
        return id;
    }

    /** Returns the split from a position on. */
    public TableSplit from(SplitPosition place) {
        return new TableSplit(id, condition, Optional.of(place), order, tableId);
    }

    /** Returns the split, to be read in this order. */
    public TableSplit in(List<SortColumn> columns) {
        return new TableSplit(id, condition, position, columns, tableId);
    }

    /** Returns the split of a table. */
    public TableSplit of(String table) {
        return new TableSplit(id, condition, position, order, table);
    }
}
