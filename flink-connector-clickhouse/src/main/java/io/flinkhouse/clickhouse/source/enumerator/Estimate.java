// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the server would read for a scan, by its own index; all zero if it needs not read the table.
 */
record Estimate(long parts, long rows, long marks) {

    /** The granules that each part adds to each split, by which splits would read rows twice. */
    private static final int GRANULES_LOST_PER_PART = 4;

    /** The state of the job has the condition of each split. */
    private static final int MOST_SPLITS = 10_000;

    static Estimate of(ClickHouseClient client, TableScan scan) throws ClickHouseException {
        String columns =
                scan.columns().isEmpty()
                        ? "1"
                        : scan.columns().stream()
                                .map(ScanColumn::expression)
                                .collect(Collectors.joining(", "));
        String grouping =
                scan.grouping().isEmpty() ? "" : " GROUP BY " + String.join(", ", scan.grouping());
        List<List<String>> lines =
                client.select(
                        "EXPLAIN ESTIMATE SELECT "
                                + columns
                                + " FROM "
                                + scan.from()
                                + (scan.merged() ? " FINAL" : "")
                                + " WHERE "
                                + scan.where()
                                + grouping);
        long parts = 0;
        long rows = 0;
        long marks = 0;
        for (List<String> line : lines) {
            parts += Long.parseLong(line.get(2));
            rows += Long.parseLong(line.get(3));
            marks += Long.parseLong(line.get(4));
        }
        return new Estimate(parts, rows, marks);
    }

    /** Returns the number of splits: one for so many bytes, and at least one for each reader. */
    static int wanted(double bytes, long splitSize, int readers) {
        double wanted = Math.max(Math.ceil(bytes / splitSize), readers);
        return (int) Math.max(1, Math.min(wanted, MOST_SPLITS));
    }

    /** Returns the number of key ranges: as many as wanted, if the index is fine enough. */
    int ranges(int wanted) {
        long useful = marks / (GRANULES_LOST_PER_PART * Math.max(parts, 1));
        return (int) Math.max(1, Math.min(wanted, useful));
    }
}
