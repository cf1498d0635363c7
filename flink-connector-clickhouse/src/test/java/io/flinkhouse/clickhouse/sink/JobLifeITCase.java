// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of an exactly-once job under Flink's Kubernetes operator, on one table: each step starts
 * the job as the operator would, and the rows are counted after it.
 */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class JobLifeITCase {

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceJobs jobs;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        jobs = new ExactlyOnceJobs(db, directory);
    }

    @Test
    void eachStepLeavesTheRowsThatThePageSays() throws Exception {
        String upgraded = upgradeWithSavepoint();
        long atUpgrade = lastId();
        JobClient recovered = startFromLastStateAfterAKill(upgraded);
        suspendAndResume(recovered);
        long atResume = lastId();
        rollBack(upgraded, atUpgrade, atResume);
        startWithoutState(atUpgrade);
    }

    /** {@code upgradeMode: savepoint} stops with a savepoint and starts the new job from it. */
    private String upgradeWithSavepoint() throws Exception {
        String first = jobs.stop(jobs.start(1, jobs.sink(), null));
        String upgraded = jobs.stop(jobs.start(1, jobs.sink().inFlight(1), first));
        jobs.assertNoneTwiceNoneMissing(1);
        return upgraded;
    }

    /**
     * {@code upgradeMode: last-state} goes on from the last retained checkpoint, here in another
     * cluster than that which died with the job.
     */
    private JobClient startFromLastStateAfterAKill(String savepoint) throws Exception {
        Path checkpoints = directory.resolve("checkpoints");
        try (MiniCluster killed = cluster()) {
            Configuration job = new Configuration();
            job.setString("execution.target", "remote");
            job.setString("rest.address", "localhost");
            job.setString("rest.port", String.valueOf(killed.getRestAddress().join().getPort()));
            job.setString("execution.state-recovery.path", savepoint);
            job.setString("execution.checkpointing.dir", checkpoints.toUri().toString());
            job.setString(
                    "execution.checkpointing.externalized-checkpoint-retention",
                    "RETAIN_ON_CANCELLATION");
            job.setString("restart-strategy.type", "none");
            job.setString("parallelism.default", "1");
            jobs.start(new StreamExecutionEnvironment(job), jobs.sink());
        }
        return jobs.start(1, jobs.sink(), newestBelow(checkpoints));
    }

    private static MiniCluster cluster() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("rest.port", "0");
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .build());
        cluster.start();
        return cluster;
    }

    private static String newestBelow(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .max(Comparator.comparingInt(JobLifeITCase::number))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().replace("chk-", ""));
    }

    /** {@code state: suspended} stops with a savepoint; {@code state: running} starts from it. */
    private void suspendAndResume(JobClient running) throws Exception {
        String suspended = jobs.stop(running);
        jobs.assertNoneTwiceNoneMissing(1);

        jobs.stop(jobs.start(1, jobs.sink(), suspended));
        jobs.assertNoneTwiceNoneMissing(1);
    }

    /** Only rows that came after the older savepoint come again. */
    private void rollBack(String savepoint, long atSavepoint, long atEnd) throws Exception {
        jobs.stop(jobs.start(1, jobs.sink(), savepoint));

        assertThat(copies(1, atSavepoint)).containsExactly("1");
        assertThat(copies(atSavepoint + 1, atSavepoint + 2000)).containsExactly("2");
        assertThat(copies(atSavepoint + 1, atEnd)).isSubsetOf("1", "2");
        assertNoneMissing();
    }

    /** {@code upgradeMode: stateless} reads all from the start again. */
    private void startWithoutState(long atUpgrade) throws Exception {
        jobs.stop(jobs.start(1, jobs.sink(), null));

        assertThat(atUpgrade).isGreaterThan(2000);
        assertThat(copies(1, 2000)).containsExactly("2");
        assertNoneMissing();
    }

    private long lastId() {
        return Long.parseLong(db.query("SELECT max(id) FROM events").get(0).get(0));
    }

    /** How often ids of this range are in the table. */
    private List<String> copies(long first, long last) {
        return db
                .query(
                        "SELECT DISTINCT c FROM (SELECT count() AS c FROM events WHERE id BETWEEN %d AND"
                                        .formatted(first)
                                + " %d GROUP BY id) ORDER BY c".formatted(last))
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private void assertNoneMissing() {
        assertThat(db.query("SELECT uniqExact(id) = max(id) FROM events"))
                .containsExactly(List.of("1"));
    }
}
