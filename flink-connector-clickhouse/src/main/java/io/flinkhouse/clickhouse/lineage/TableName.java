// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lineage;

import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.streaming.api.lineage.DatasetConfigFacet;

import java.util.Map;

/**
 * The database and the table of a dataset. Flink's planner replaces the name of a dataset by that
 * of its own catalog, and keeps the facets.
 */
record TableName(Map<String, String> config) implements DatasetConfigFacet {

    static final String KEY = "clickhouse";

    static TableName of(TablePath table) {
        return new TableName(Map.of("database", table.database(), "table", table.table()));
    }

    @Override
    public String name() {
        return KEY;
    }
}
