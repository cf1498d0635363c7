// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.Literals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Divides a table without sorting key by its partitions. One more split has the partitions that
 * appear later.
 */
final class PartitionGroups {

    private static final String COLUMN = "_partition_id";

    private PartitionGroups() {}

    /**
     * Returns conditions of which each row satisfies exactly one.
     *
     * @param groups the wanted number of splits
     */
    static List<String> conditions(ClickHouseClient client, TableScan scan, int groups)
            throws ClickHouseException {
        List<List<String>> partitions =
                client.select(
                        "SELECT "
                                + COLUMN
                                + ", toString(count()) FROM "
                                + scan.from()
                                + " WHERE "
                                + scan.where()
                                + " GROUP BY "
                                + COLUMN
                                + " ORDER BY "
                                + COLUMN);
        if (partitions.size() < 2) {
            return List.of("1");
        }
        long rows = partitions.stream().mapToLong(line -> Long.parseLong(line.get(1))).sum();
        long enough = Math.max(1, rows / groups);
        List<String> conditions = new ArrayList<>();
        List<String> group = new ArrayList<>();
        long inGroup = 0;
        for (List<String> line : partitions) {
            group.add(line.get(0));
            inGroup += Long.parseLong(line.get(1));
            if (inGroup >= enough) {
                conditions.add(among(group));
                group.clear();
                inGroup = 0;
            }
        }
        if (!group.isEmpty()) {
            conditions.add(among(group));
        }
        conditions.add(
                COLUMN + " NOT IN " + list(partitions.stream().map(line -> line.get(0)).toList()));
        return conditions;
    }

    private static String among(List<String> partitions) {
        return COLUMN + " IN " + list(partitions);
    }

    private static String list(List<String> partitions) {
        return partitions.stream().map(Literals::quote).collect(Collectors.joining(", ", "(", ")"));
    }
}
