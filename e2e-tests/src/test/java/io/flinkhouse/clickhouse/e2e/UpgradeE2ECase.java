// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the upgrade of a job from Flink 1.20 to 2.x by a savepoint with uncommitted rows. */
@ExtendWith(ShowLogs.class)
class UpgradeE2ECase {

    private static final String OLD = "1.20.3";
    private static final int ROWS = 3_000;

    @TempDir private Path shared;

    /** Flink commits nothing for a savepoint that a job goes on after, so all is still due. */
    @Test
    void carriesBlocksThatTheOldVersionSealedAndDidNotCommit() {
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                KafkaBroker kafka = KafkaBroker.start();
                KafkaTopic topic = KafkaTopic.create(kafka, "moved", 2)) {
            clickHouse.execute(
                    "CREATE TABLE default.moved (id UInt64, name String, at DateTime64(3),"
                            + " _flink_block UInt64 MATERIALIZED 0) ENGINE = MergeTree ORDER BY id");
            TestBed.send(topic, 0, ROWS);
            String savepoint;
            try (FlinkCluster old = start(OLD)) {
                TestBed bed = new TestBed(clickHouse, kafka, old);
                FlinkJob job = old.submit(pipe(bed), ConnectorJar.withKafka(OLD));
                awaitRows(job, ROWS);
                savepoint = job.savepoint(shared.resolve("savepoints"));
                assertThat(bed.count("moved")).isZero();
            }
            try (FlinkCluster next = start(FlinkOptions.DEFAULT.version())) {
                TestBed bed = new TestBed(clickHouse, kafka, next);
                String recovery = "SET 'execution.state-recovery.path' = '" + savepoint + "';\n";
                FlinkJob job = next.submit(recovery + pipe(bed), ConnectorJar.withKafka());
                bed.awaitAll("moved", ROWS, job);
                TestBed.send(topic, ROWS, 2 * ROWS);
                awaitRows(job, ROWS);
                job.stopWithSavepoint();
            }
            assertThat(
                            clickHouse.query(
                                    "SELECT count(), uniqExact(id), sum(id) FROM default.moved"))
                    .containsExactly(List.of("6000", "6000", "17997000"));
        }
    }

    private static FlinkCluster start(String version) {
        FlinkOptions options = FlinkOptions.DEFAULT;
        return FlinkCluster.start(
                new FlinkOptions(
                                version,
                                1,
                                2,
                                options.taskHeapMegabytes(),
                                options.config(),
                                options.lib())
                        .with("execution.checkpointing.interval", "1h"));
    }

    private String pipe(TestBed bed) {
        return bed.endless(
                "moved",
                bed.clickHouse().url(),
                "'sink.semantic' = 'exactly-once'",
                "'sink.exactly-once.spool-path' = '" + shared.resolve("spool").toUri() + "'");
    }

    /** Rows are counted since the job started. */
    private static void awaitRows(FlinkJob job, int rows) {
        job.awaitRunning(TestBed.SOON);
        Await.until(
                rows + " rows in the sink",
                TestBed.SOON,
                () -> job.metric("Writer.numRecordsIn") >= rows,
                () -> "; there are " + job.metric("Writer.numRecordsIn"));
    }
}
