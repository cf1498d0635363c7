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
 * @param blocks the inserts whose rows it has; empty for those of all
 */
@Internal
public record TableSplit(
        String id,
        String condition,
        Optional<SplitPosition> position,
        List<SortColumn> order,
        String tableId,
        Optional<BlockRange> blocks)
        implements SourceSplit {

    public TableSplit {
        order = List.copyOf(order);
    }

    /** A split of any table, whose rows have no order. */
    public TableSplit(String id, String condition, Optional<SplitPosition> position) {
        this(id, condition, position, List.of(), "", Optional.empty());
    }

    /** The rows of some inserts, in the order of the inserts. */
    public TableSplit(BlockRange blocks, String tableId) {
        this(
                blocks.partition() + " " + blocks.from().block() + "-" + blocks.upTo(),
                blocks.condition(),
                Optional.empty(),
                SortColumn.INSERT_ORDER,
                tableId,
                Optional.of(blocks));
    }

    @Override
    public String splitId() {
        return id;
    }

    /** Returns the split from a position on. */
    public TableSplit from(SplitPosition place) {
        return new TableSplit(id, condition, Optional.of(place), order, tableId, blocks);
    }

    /** Returns the split, to be read in this order. */
    public TableSplit in(List<SortColumn> columns) {
        return new TableSplit(id, condition, position, columns, tableId, blocks);
    }

    /** Returns the split of a table. */
    public TableSplit of(String table) {
        return new TableSplit(id, condition, position, order, table, blocks);
    }
}
