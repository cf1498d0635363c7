// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.source.split.ScanColumn;
import io.flinkhouse.clickhouse.source.split.ScanPlan;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.source.split.TableSplit;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.table.types.logical.DecimalType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A planned scan of a table in a test, and the results of its splits. */
record PlannedScan(ClickHouseDatabase db, TableScan scan, ScanPlan plan) {

    private static final String SUMMARY = "SELECT count(), sum(cityHash64(tuple(*))) FROM (";

    /** The smallest splits, so that small tables have many. */
    static final ReadConfig FINE =
            new ReadConfig(1, 16_384, 32L << 20, 4L << 30, ScanOrder.AUTO, null);

    /** A scan of all rows of a table. */
    static TableScan all(String table, boolean merged) {
        return new TableScan("`" + table + "`", merged, List.of(), "1", List.of(), -1);
    }

    /** A scan of one integer column of a table. */
    static TableScan column(String table, String column) {
        ColumnSpec spec =
                new ColumnSpec(column, TypeParser.parse("UInt64"), new DecimalType(false, 20, 0));
        return new TableScan(
                "`" + table + "`",
                false,
                List.of(new ScanColumn(column, spec)),
                "1",
                List.of(),
                -1);
    }

    static PlannedScan of(ClickHouseDatabase db, String table) {
        return of(db, table, all(table, false), FINE);
    }

    static PlannedScan of(ClickHouseDatabase db, String table, TableScan scan, ReadConfig config) {
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            Optional<TablePath> path =
                    Optional.ofNullable(table).map(name -> new TablePath(db.name(), name));
            return new PlannedScan(db, scan, new SplitPlanner(client, config).plan(path, scan, 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> conditions() {
        return plan.splits().stream().map(TableSplit::condition).toList();
    }

    /** Count and sum of the hashes of the rows of all splits, read one after the other. */
    List<String> ofSplits() {
        return db.query(
                        SUMMARY
                                + conditions().stream()
                                        .map(this::select)
                                        .collect(Collectors.joining(" UNION ALL "))
                                + ")")
                .get(0);
    }

    /** Count and sum of the hashes of the rows of the whole relation. */
    List<String> ofWhole() {
        return db.query(SUMMARY + select("1") + ")").get(0);
    }

    String select(String condition) {
        return "SELECT * FROM "
                + scan.from()
                + (scan.merged() ? " FINAL" : "")
                + " WHERE ("
                + scan.where()
                + ") AND ("
                + condition
                + ")";
    }
}
