// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.metrics.ScanMetric;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.OwnFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenMetrics;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The metrics of a job that reads: one task, so that no others count bytes. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(60)
class ScanMetricsITCase {

    @Test
    void rowsBytesAndRetriesAreCounted(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE numbers (id Int64) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO numbers SELECT number FROM numbers(1000)");
        Configuration cluster = new Configuration();
        SeenMetrics.reportTo(cluster);
        try (OwnFlink flink = OwnFlink.start(cluster);
                FaultProxy proxy = FaultProxy.to(URI.create(db.url()).getPort())) {
            proxy.onlyFor("_flink_position_").next(1, new Fault.CutAfterAnswer());
            ConnectionConfig connection =
                    ConnectionConfig.parse(proxy.url())
                            .withCredentials(db.connection().username(), db.connection().password())
                            .withDatabase(db.name());
            Configuration job = flink.configuration();
            job.setString("parallelism.default", "1");
            SeenRows.fast(Integer.MAX_VALUE);
            ScanJobs.join(
                    ScanJobs.start(
                            new StreamExecutionEnvironment(job),
                            ScanJobs.source(
                                    connection,
                                    new TablePath(db.name(), "numbers"),
                                    ScanJobs.SMALL_BLOCKS,
                                    "1")));
        }
        assertThat(SeenRows.all()).hasSize(1000);
        assertThat(SeenMetrics.moved())
                .containsAll(Arrays.stream(ScanMetric.values()).map(ScanMetric::key).toList());
    }

    /** The reader takes seconds for one insert, while the next one waits. */
    @Test
    void insertedRowsThatNoReaderHasArePending(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE numbers (id Int64) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        Configuration cluster = new Configuration();
        SeenMetrics.reportTo(cluster);
        try (OwnFlink flink = OwnFlink.start(cluster)) {
            Configuration job = flink.configuration();
            job.setString("parallelism.default", "1");
            SeenRows.fast(5);
            ScanJobs.start(
                    new StreamExecutionEnvironment(job),
                    ScanJobs.following(
                            db.connection(),
                            new TablePath(db.name(), "numbers"),
                            FollowConfig.DEFAULT.with(StartupMode.INITIAL, Map.of())));
            db.execute("INSERT INTO numbers SELECT number FROM numbers(5000)");
            SeenRows.await(6);
            db.execute("INSERT INTO numbers SELECT number FROM numbers(7)");
            Await.until(
                    "pending rows",
                    ScanJobs.PATIENCE,
                    () -> SeenMetrics.moved().contains("pendingRecords"));
            SeenRows.release();
            SeenRows.await(5007);
            Await.until(
                    "no pending rows",
                    ScanJobs.PATIENCE,
                    () -> !SeenMetrics.moved().contains("pendingRecords"));
        }
    }
}
