// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lineage;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;

import java.util.Map;

/**
 * A ClickHouse table in Flink's lineage graph, named as OpenLineage names it: {@code
 * clickhouse://host:port} and {@code database.table}.
 */
record TableDataset(String namespace, TablePath table) implements LineageDataset {

    /** Returns the table at the first address of a connection, which all jobs name alike. */
    static TableDataset of(ConnectionConfig connection, TablePath table) {
        Endpoint first = connection.endpoints().get(0);
        String host = first.host().indexOf(':') < 0 ? first.host() : "[" + first.host() + "]";
        return new TableDataset("clickhouse://" + host + ":" + first.port(), table);
    }

    @Override
    public String name() {
        return table.database() + "." + table.table();
    }

    @Override
    public Map<String, LineageDatasetFacet> facets() {
        return Map.of(TableName.KEY, TableName.of(table));
    }
}
