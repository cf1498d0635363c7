// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.schema.TableDescription;

import org.apache.flink.table.catalog.stats.CatalogTableStatistics;

import java.util.List;
import java.util.Map;

/**
 * The size of a table as the server counts it: of an engine that merges rows, before the merge.
 *
 * @param rows negative if the server does not count them, as for a view
 */
record TableSize(long rows, long bytes) {

    private static final int FILES = -1;

    static TableSize of(TableDescription table, List<String> counted) {
        boolean counts = !table.engine().name().endsWith("View");
        return new TableSize(
                number(counts ? counted.get(0) : null), number(counts ? counted.get(1) : null));
    }

    private static long number(String text) {
        return text == null ? -1 : Long.parseLong(text);
    }

    CatalogTableStatistics statistics() {
        return rows < 0
                ? CatalogTableStatistics.UNKNOWN
                : new CatalogTableStatistics(rows, FILES, bytes, -1, Map.of());
    }
}
