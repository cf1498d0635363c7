// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divides a scan into splits.
 *
 * <ul>
 *   <li>A table of the MergeTree family is divided by ranges of its sorting key, with boundaries
 *       from its index. The key of a row never changes, so that each row is in one split whatever
 *       is inserted, merged or mutated until the splits are read.
 *   <li>Without sorting key it is divided by its partitions.
 *   <li>Everything else is one query, or ranges of a column that the user names.
 * </ul>
 */
@Internal
public final class SplitPlanner {

    private static final Logger LOG = LoggerFactory.getLogger(SplitPlanner.class);

    private static final List<String> ALL = List.of("1");

    private final ClickHouseClient client;
    private final ReadConfig config;

    public SplitPlanner(ClickHouseClient client, ReadConfig config) {
        this.client = client;
        this.config = config;
    }

    /**
     * Plans the splits of a scan.
     *
     * @param table the table; empty if the scan reads a query of the user
     * @param readers the number of readers, which should have at least one split each
     * @throws ClickHouseException if the server cannot be asked, or the table does not exist
     */
    public ScanPlan plan(Optional<TablePath> table, TableScan scan, int readers)
            throws ClickHouseException {
        if (table.isEmpty()) {
            return new ScanPlan(splits(byColumn(scan)), List.of(), "");
        }
        PlannedTable planned = PlannedTable.read(client, table.get());
        ScanPlan plan =
                planned.engine().isMergeTree()
                        ? mergeTree(planned, scan, readers)
                        : new ScanPlan(splits(byColumn(scan)), List.of(), "");
        LOG.info(
                "Planned {} splits of {} ({})",
                plan.splits().size(),
                planned.path(),
                planned.engine().name());
        return plan;
    }

    /**
     * Returns the plan of a scan that one query must read.
     *
     * @throws ClickHouseException if the server cannot be asked, or the table does not exist
     */
    ScanPlan whole(TablePath table) throws ClickHouseException {
        String id = ScannedTable.read(client, table).toString();
        return new ScanPlan(splits(ALL), List.of(), id);
    }

    /**
     * Plans the splits of the rows of a MergeTree table that satisfy a condition.
     *
     * @param bound the condition, which all splits have
     * @throws ClickHouseException if the server cannot be asked, or the table does not exist
     */
    public ScanPlan plan(TablePath path, TableScan scan, int readers, String bound)
            throws ClickHouseException {
        PlannedTable table = PlannedTable.read(client, path);
        String id = ScannedTable.read(client, path).toString();
        Optional<RowOrder> order = order(table, scan);
        if (order.isEmpty()) {
            return new ScanPlan(splits(List.of(bound)), List.of(), id);
        }
        List<String> conditions = conditions(table, scan, order.get().key(), readers, false);
        if ((long) bound.length() * conditions.size() > BlockBounds.LONGEST) {
            conditions = ALL;
        }
        return new ScanPlan(splits(and(conditions, bound)), order.get().total(table, scan), id);
    }

    private ScanPlan mergeTree(PlannedTable table, TableScan scan, int readers)
            throws ClickHouseException {
        String id = ScannedTable.read(client, table.path()).toString();
        if (scan.limit() >= 0) {
            return new ScanPlan(splits(ALL), List.of(), id);
        }
        Optional<RowOrder> order = order(table, scan);
        if (order.isEmpty()) {
            return new ScanPlan(splits(ALL), List.of(), id);
        }
        boolean aggregates = order.get().aggregates(client, scan);
        List<String> conditions = conditions(table, scan, order.get().key(), readers, aggregates);
        if (conditions.size() > 1) {
            conditions = bounded(table, scan, conditions, id);
        }
        List<SortColumn> total = aggregates ? List.of() : order.get().total(table, scan);
        return new ScanPlan(splits(conditions), total, id);
    }

    private Optional<RowOrder> order(PlannedTable table, TableScan scan)
            throws ClickHouseException {
        try {
            return Optional.of(RowOrder.read(client, table, scan));
        } catch (ClickHouseException e) {
            return withoutGrant(e, table, "its sorting key", Optional.empty());
        }
    }

    private List<String> byPartition(PlannedTable table, TableScan scan, int wanted)
            throws ClickHouseException {
        try {
            return PartitionGroups.conditions(client, scan, wanted);
        } catch (ClickHouseException e) {
            return withoutGrant(e, table, "_partition_id", ALL);
        }
    }

    private static <T> T withoutGrant(
            ClickHouseException failure, PlannedTable table, String what, T instead)
            throws ClickHouseException {
        if (failure.code() != ServerError.ACCESS_DENIED.code()) {
            throw failure;
        }
        LOG.info(
                "Reading {} with one query, because the user may not read {}: {}",
                table.path(),
                what,
                failure.getMessage());
        return instead;
    }

    private List<String> conditions(
            PlannedTable table,
            TableScan scan,
            List<SortColumn> key,
            int readers,
            boolean aggregates)
            throws ClickHouseException {
        if (key.isEmpty() && !scan.merged() && config.partition() != null) {
            return byColumn(scan);
        }
        if (config.partition() != null && !key.isEmpty()) {
            LOG.info(
                    "Not using 'scan.partition.column': {} is divided by its sorting key",
                    table.path());
        }
        Estimate estimate = Estimate.of(client, scan);
        // The server uses all its cores for an aggregate; more splits would only repeat groups.
        int wanted =
                aggregates
                        ? readers
                        : Estimate.wanted(
                                bytes(table, scan, estimate), config.splitSize(), readers);
        if (!key.isEmpty()) {
            int ranges = estimate.ranges(wanted);
            return ranges == 1
                    ? ALL
                    : KeyRanges.conditions(
                            key,
                            new KeyBoundaries(client, table, scan, key).find(ranges, estimate));
        }
        // Rows with one key must be in one split to be merged, and here all rows have one key.
        return scan.merged() || !table.partitioned() || wanted == 1
                ? ALL
                : byPartition(table, scan, wanted);
    }

    private List<String> bounded(
            PlannedTable table, TableScan scan, List<String> conditions, String id)
            throws ClickHouseException {
        String bound =
                new BlockBounds(client, ScannedTable.settings(id))
                        .condition(table, scan, conditions.size());
        return bound.equals("1") ? conditions : and(conditions, bound);
    }

    private static List<String> and(List<String> conditions, String bound) {
        return conditions.stream().map(each -> "(" + each + ") AND " + bound).toList();
    }

    private List<String> byColumn(TableScan scan) throws ClickHouseException {
        return config.partition() == null || scan.limit() >= 0 || scan.merged()
                ? ALL
                : ColumnRanges.conditions(client, scan.from(), config.partition());
    }

    /** Returns the stored bytes of the columns that the scan reads, of the rows that it reads. */
    private double bytes(PlannedTable table, TableScan scan, Estimate estimate)
            throws ClickHouseException {
        if (table.rows() == 0) {
            return 0;
        }
        double perRow = (double) table.bytes() / table.rows();
        return estimate.rows() * perRow * ColumnShare.of(client, table.path(), scan);
    }

    private static List<TableSplit> splits(List<String> conditions) {
        List<TableSplit> splits = new ArrayList<>();
        for (String condition : conditions) {
            splits.add(new TableSplit("split-" + splits.size(), condition, Optional.empty()));
        }
        return splits;
    }
}
