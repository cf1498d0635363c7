// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;
import io.flinkhouse.clickhouse.testutils.process.ServerProcess;
import io.flinkhouse.clickhouse.testutils.process.ZooKeeperServer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts Kafka, Flink, a proxy and ClickHouse, with one exactly-once job through all of them. */
final class Pipe implements AutoCloseable {

    static final int CHECKPOINT_MILLIS = 1_000;
    static final int TASK_MANAGERS = 2;
    static final int MOST_SUBTASKS = 4;

    private static final Duration RECOVERY = Duration.ofMinutes(4);
    private static final String TOPIC = "rows";

    private final ZooKeeperServer zooKeeper = ZooKeeperServer.start();
    private final ClickHouseServer clickHouse = ClickHouseServer.start();
    private final FaultProxy proxy = FaultProxy.to(clickHouse.httpPort());
    private final KafkaBroker kafka = KafkaBroker.start();
    private final FlinkCluster flink =
            FlinkCluster.start(
                    FlinkOptions.DEFAULT
                            .withTaskManagers(TASK_MANAGERS, MOST_SUBTASKS)
                            .withHighAvailability(zooKeeper)
                            .with("execution.checkpointing.interval", CHECKPOINT_MILLIS + "ms")
                            .with("execution.checkpointing.tolerable-failed-checkpoints", "1000")
                            .with("restart-strategy.fixed-delay.attempts", "100000"));
    private FlinkJob job;
    private long lastCheckpoint;

    ZooKeeperServer zooKeeper() {
        return zooKeeper;
    }

    ClickHouseServer clickHouse() {
        return clickHouse;
    }

    FaultProxy proxy() {
        return proxy;
    }

    KafkaBroker kafka() {
        return kafka;
    }

    FlinkCluster flink() {
        return flink;
    }

    /** Everything that has a log. */
    List<ServerProcess> processes() {
        List<ServerProcess> all =
                new ArrayList<>(List.of(zooKeeper, clickHouse, kafka, flink.jobManager()));
        for (int i = 0; i < TASK_MANAGERS; i++) {
            all.add(flink.taskManager(i));
        }
        return all;
    }

    /** Where sealed blocks wait. */
    Path spool() {
        return flink.home().resolve("spool");
    }

    KafkaTopic createTopic() {
        return KafkaTopic.create(kafka, TOPIC, MOST_SUBTASKS);
    }

    /** Starts the job from nothing. */
    void submit(int subtasks) {
        job = flink.submit(script(subtasks, ""), ConnectorJar.withKafka());
        awaitProgress();
    }

    /** Stops the job with a savepoint and starts it from there. */
    void restart(int subtasks) {
        String savepoint;
        try {
            savepoint = job.stopWithSavepoint();
        } catch (IllegalStateException e) {
            if (job.state().equals("FINISHED")) {
                throw e;
            }
            Chaos.say("no savepoint, the job goes on: " + e.getMessage().lines().findFirst());
            return;
        }
        String recovery = "SET 'execution.state-recovery.path' = '" + savepoint + "';\n";
        job = flink.submit(script(subtasks, recovery), ConnectorJar.withKafka());
    }

    /** Ends the job once all that it has read is committed. */
    void stop() {
        job.stopWithSavepoint();
    }

    /** Waits until two more checkpoints are complete, the first of them committed. */
    void awaitProgress() {
        lastCheckpoint = Math.max(lastCheckpoint, latestCheckpoint());
        long target = lastCheckpoint + 2;
        Await.until(
                "checkpoint " + target,
                RECOVERY,
                () -> latestCheckpoint() >= target,
                () -> "; the job is " + job.state() + "; last failure: " + job.failure());
        lastCheckpoint = target;
    }

    /** Does this to the next inserts, and waits until it is done. */
    void hitInserts(int count, Fault fault) {
        proxy.next(count, fault);
        Await.until(count + " inserts", RECOVERY, () -> proxy.planned() == 0);
    }

    /** Waits until an insert is held; it is kept until the proxy lets it go. */
    void catchInsert(Fault hold) {
        proxy.next(1, hold);
        proxy.awaitHeld(1, RECOVERY);
    }

    private long latestCheckpoint() {
        try {
            return job.latestCheckpoint();
        } catch (IllegalStateException e) {
            return 0; // no leader, or it does not have the job yet
        }
    }

    private String script(int subtasks, String recovery) {
        return recovery
                + """
                SET 'pipeline.name' = 'chaos';
                SET 'parallelism.default' = '%d';
                CREATE TABLE source (id BIGINT, payload STRING) WITH (
                  'connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s',
                  'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
                CREATE TABLE target (id BIGINT NOT NULL, payload STRING NOT NULL) WITH (
                  'connector' = 'clickhouse', 'url' = '%s', 'table-name' = 'target',
                  'sink.semantic' = 'exactly-once', 'sink.exactly-once.spool-path' = '%s',
                  'sink.retry.timeout' = '1 min');
                INSERT INTO target SELECT COALESCE(id, -1), COALESCE(payload, '') FROM source;
                """
                        .formatted(
                                subtasks,
                                TOPIC,
                                kafka.bootstrapServers(),
                                proxy.url(),
                                spool().toUri());
    }

    @Override
    public void close() {
        flink.close();
        proxy.close();
        kafka.close();
        clickHouse.close();
        zooKeeper.close();
    }
}
