// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.split;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;

/**
 * A SELECT before it is divided into splits.
 *
 * @param from the quoted table, or a query in brackets
 * @param merged whether to read with FINAL, so that rows look as after all merges
 * @param where the condition; {@code 1} selects all rows
 * @param grouping the expressions of GROUP BY for local aggregates; empty without aggregates and
 *     for aggregates of all rows
 * @param limit the maximum of rows; negative for no limit. A scan with a limit has one split.
 */
@Internal
public record TableScan(
        String from,
        boolean merged,
        List<ScanColumn> columns,
        String where,
        List<String> grouping,
        long limit)
        implements Serializable {

    public TableScan {
        columns = List.copyOf(columns);
        grouping = List.copyOf(grouping);
    }
}
