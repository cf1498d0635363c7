// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;
import io.flinkhouse.clickhouse.testutils.process.ZooKeeperServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the test cluster: killed processes come back with their jobs. */
@ExtendWith(ShowLogs.class)
class FlinkClusterE2ECase {

    private static final Duration SOON = Duration.ofSeconds(180);

    private static final String ENDLESS =
            """
            CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000');
            CREATE TABLE hole (n BIGINT) WITH ('connector' = 'blackhole');
            INSERT INTO hole SELECT n FROM numbers;
            """;

    private static ZooKeeperServer zooKeeper;
    private static FlinkCluster cluster;

    @BeforeAll
    static void start() {
        zooKeeper = ZooKeeperServer.start();
        cluster =
                FlinkCluster.start(
                        FlinkOptions.DEFAULT
                                .withTaskManagers(1, 2)
                                .withHighAvailability(zooKeeper)
                                .with("execution.checkpointing.interval", "500ms"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
        zooKeeper.close();
    }

    @Test
    void survivesTheDeathOfEachProcess() {
        FlinkJob job = cluster.submit(ENDLESS, List.of());
        job.awaitRunning(SOON);
        job.awaitCheckpoints(2, SOON);

        cluster.taskManager(0).kill();
        cluster.taskManager(0).restart();
        job.awaitRestored(SOON);

        cluster.jobManager().kill();
        cluster.jobManager().restart();
        job.awaitRunning(SOON);
        job.awaitCheckpoints(1, SOON);

        assertThat(job.stopWithSavepoint()).startsWith("file:");
        assertThat(job.state()).isEqualTo("FINISHED");
    }

    @Test
    void tellsWhyAStatementFails() {
        assertThat(cluster.sqlError("SELECT * FROM nowhere;", List.of())).contains("nowhere");
    }
}
