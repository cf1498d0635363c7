// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lineage;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

import java.util.List;

/** The table of a source in Flink's lineage graph. */
@Internal
public record ReadTable(List<LineageDataset> datasets, Boundedness boundedness)
        implements SourceLineageVertex {

    /**
     * Returns the vertex of a scan.
     *
     * @param table null for a query of the user, whose tables are unknown
     */
    public static ReadTable of(
            ConnectionConfig connection, TablePath table, Boundedness boundedness) {
        return new ReadTable(
                table == null ? List.of() : List.of(TableDataset.of(connection, table)),
                boundedness);
    }
}
