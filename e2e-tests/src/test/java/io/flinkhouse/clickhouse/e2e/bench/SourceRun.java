// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.config.ServerUrl;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.ClickHouseSource;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.OwnFlink;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;

import java.util.List;
import java.util.Map;

/** Runs a Flink job on a cluster in this process that reads a table and discards the rows. */
final class SourceRun {

    private final OwnFlink flink;
    private final ConnectionConfig connection;
    private final TablePath table;

    SourceRun(OwnFlink flink, String url, String table) {
        this.flink = flink;
        this.connection =
                new ConnectionConfig(
                        ServerUrl.parse(url).endpoints(),
                        "default",
                        new Secret(""),
                        "default",
                        Map.of(),
                        Map.of());
        this.table = new TablePath("default", table);
    }

    /** Returns the number of rows that were read. */
    long read(int readers, boolean ordered) throws Exception {
        StreamExecutionEnvironment environment = CountedRecords.environment(flink, readers);
        CountedRecords.discard(
                environment.fromSource(source(ordered), WatermarkStrategy.noWatermarks(), "scan"));
        environment.execute("bench");
        return CountedRecords.take();
    }

    private ClickHouseSource<RowData> source(boolean ordered) throws Exception {
        TableScan scan;
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            scan =
                    new TableScan(
                            table.toString(),
                            false,
                            ScanColumns.of(TableDescription.of(client, table), ReferenceRow.type()),
                            "1",
                            List.of(),
                            -1);
        }
        ReadConfig defaults = ReadConfig.DEFAULT;
        ReadConfig read =
                new ReadConfig(
                        defaults.splitSize(),
                        defaults.fetchSize(),
                        defaults.bufferMemory(),
                        defaults.bufferDisk(),
                        ordered ? ScanOrder.TRUE : ScanOrder.FALSE,
                        null);
        return new ClickHouseSource<>(
                new ScanRequest(connection, RetryConfig.DEFAULT, read, table, scan),
                row -> row,
                InternalTypeInfo.of(ReferenceRow.type()));
    }
}
