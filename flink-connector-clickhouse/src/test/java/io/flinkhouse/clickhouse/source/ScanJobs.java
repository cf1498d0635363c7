// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeParser;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Jobs on a cluster in this JVM that read tables. */
final class ScanJobs {

    static final ReadConfig SMALL_BLOCKS =
            new ReadConfig(1, 100, 1 << 20, 1 << 28, ScanOrder.AUTO, null);

    private static final RetryConfig RETRY =
            new RetryConfig(Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(100));

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private ScanJobs() {}

    static ClickHouseSource<RowData> source(ClickHouseDatabase db, String table, ReadConfig read)
            throws ClickHouseException {
        return source(db.connection(), new TablePath(db.name(), table), read, "1");
    }

    static ClickHouseSource<RowData> source(
            ConnectionConfig connection, TablePath path, ReadConfig read, String where)
            throws ClickHouseException {
        return source(connection, path, read, where, FollowConfig.DEFAULT);
    }

    /** A source of a table that is asked for inserts each 50 ms. */
    static ClickHouseSource<RowData> following(
            ConnectionConfig connection, TablePath path, FollowConfig start)
            throws ClickHouseException {
        return source(
                connection,
                path,
                SMALL_BLOCKS,
                "1",
                start.withTimes(Duration.ofMillis(50), start.maxInsertTime()));
    }

    private static ClickHouseSource<RowData> source(
            ConnectionConfig connection,
            TablePath path,
            ReadConfig read,
            String where,
            FollowConfig follow)
            throws ClickHouseException {
        TableDescription table;
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            table = TableDescription.of(client, path);
        }
        RowType rows =
                new RowType(
                        table.columns().stream()
                                .map(
                                        column ->
                                                new RowType.RowField(
                                                        column.name(),
                                                        TypeMapping.toFlink(
                                                                TypeMapping.readable(
                                                                        TypeParser.parse(
                                                                                column.type())))))
                                .toList());
        TableScan scan =
                new TableScan(
                        path.toString(),
                        table.engine().takesFinal(),
                        ScanColumns.of(table, rows),
                        where,
                        List.of(),
                        -1);
        return new ClickHouseSource<>(
                new ScanRequest(connection, RETRY, read, path, scan).with(follow),
                row -> row,
                InternalTypeInfo.of(rows));
    }

    /** Starts a job that keeps the ids of the rows in {@link SeenRows}. */
    static JobClient start(StreamExecutionEnvironment env, ClickHouseSource<RowData> source)
            throws Exception {
        env.setMaxParallelism(16);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "scan")
                .uid("scan")
                .map(new SeenRows())
                .uid("seen")
                .sinkTo(new DiscardingSink<>())
                .uid("end");
        return env.executeAsync();
    }

    /** Waits for the end of a job; throws its failure. */
    static void join(JobClient job) throws Exception {
        job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A streaming job that goes on from a savepoint. */
    static StreamExecutionEnvironment restored(String savepoint, int parallelism) {
        Configuration path = new Configuration();
        path.setString("execution.state-recovery.path", savepoint);
        StreamExecutionEnvironment env = environment(RuntimeExecutionMode.STREAMING, parallelism);
        env.configure(path);
        return env;
    }

    static StreamExecutionEnvironment environment(RuntimeExecutionMode mode, int parallelism) {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("execution.runtime-mode", mode.name());
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "5");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        configuration.setString("parallelism.default", String.valueOf(parallelism));
        return new StreamExecutionEnvironment(configuration);
    }
}
