// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lineage;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertex;

import java.util.List;

/**
 * The table of a sink in Flink's lineage graph. The dead-letter table is left out: Flink's planner
 * drops a vertex of two tables.
 */
@Internal
public record WrittenTable(List<LineageDataset> datasets) implements LineageVertex {

    public static WrittenTable of(ConnectionConfig connection, TablePath table) {
        return new WrittenTable(List.of(TableDataset.of(connection, table)));
    }
}
