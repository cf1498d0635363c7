// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;
import io.flinkhouse.clickhouse.testutils.process.ServerProcess;
import io.flinkhouse.clickhouse.testutils.process.ZooKeeperServer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Kafka, Flink, a proxy, ClickHouse; and the jobs of one shape through all of them. */
final class Pipe implements AutoCloseable {

    static final int CHECKPOINT_MILLIS = 1_000;
    static final int TASK_MANAGERS = 2;
    static final int MOST_SUBTASKS = 4;
    static final int PARTITIONS = 4;

    private static final String TOPIC = "messages";

    private final Shape shape;
    private final ZooKeeperServer zooKeeper;
    private final Servers servers;
    private final Proxies proxy;
    private final KafkaBroker kafka;
    private final FlinkCluster flink;
    private final Jobs jobs;

    Pipe(Shape shape) {
        this.shape = shape;
        zooKeeper = ZooKeeperServer.start();
        servers = shape.start(shape.server(Map.of()));
        proxy = Proxies.before(servers.all(), shape.victims());
        kafka = KafkaBroker.start();
        flink =
                FlinkCluster.start(
                        FlinkOptions.DEFAULT
                                .withTaskManagers(0, MOST_SUBTASKS)
                                .withHighAvailability(zooKeeper)
                                .with("execution.checkpointing.interval", CHECKPOINT_MILLIS + "ms")
                                .with(
                                        "execution.checkpointing.tolerable-failed-checkpoints",
                                        "1000")
                                .with("job-result-store.delete-on-commit", "false")
                                .with("restart-strategy.fixed-delay.attempts", "100000"));
        for (int i = 0; i < TASK_MANAGERS; i++) {
            flink.addTaskManager(shape.taskEnvironment());
        }
        flink.awaitSlots(TASK_MANAGERS * MOST_SUBTASKS);
        jobs = new Jobs(this);
    }

    Shape shape() {
        return shape;
    }

    ZooKeeperServer zooKeeper() {
        return zooKeeper;
    }

    /** The server that is asked; the first one if there are several. */
    ClickHouseServer clickHouse() {
        return servers.all().get(0);
    }

    /** All servers with the tables. */
    List<ClickHouseServer> servers() {
        return servers.all();
    }

    Proxies proxy() {
        return proxy;
    }

    KafkaBroker kafka() {
        return kafka;
    }

    FlinkCluster flink() {
        return flink;
    }

    Jobs jobs() {
        return jobs;
    }

    /** Everything that has a log. */
    List<ServerProcess> processes() {
        List<ServerProcess> all = new ArrayList<>(List.of(zooKeeper, kafka, flink.jobManager()));
        all.addAll(servers());
        all.addAll(taskManagers());
        return all;
    }

    List<ServerProcess> taskManagers() {
        List<ServerProcess> all = new ArrayList<>();
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
        return KafkaTopic.create(kafka, TOPIC, PARTITIONS);
    }

    /** The statements of the jobs, which do this with blocks in doubt. */
    List<String> scripts(String inDoubt) {
        return shape.jobs(
                new JobSql(
                        TOPIC,
                        kafka.bootstrapServers(),
                        proxy.url(),
                        spool().toUri().toString(),
                        inDoubt));
    }

    /** Waits until two more checkpoints are complete, the first of them committed. */
    void awaitProgress() {
        jobs.awaitProgress();
    }

    /** Waits for progress, or for a job whose last failure is such a one. */
    void awaitProgress(Predicate<String> failure) {
        jobs.awaitProgress(failure);
    }

    /** Waits for something that the jobs bring about. */
    void await(String what, BooleanSupplier condition) {
        jobs.await(what, condition);
    }

    /** Does this to the next inserts, and waits until it is done. */
    void hitInserts(int count, Fault fault) {
        hitInserts(count, fault, failure -> false);
    }

    /** Does this to the next inserts, and waits until it is done, or a job has failed so. */
    void hitInserts(int count, Fault fault, Predicate<String> failure) {
        proxy.next(count, fault);
        await(count + " inserts", () -> proxy.isStruck() || jobs.hasFailed(failure));
    }

    /** Holds the answer or, where the shape bears late requests, the request. */
    Fault hold(Random random) {
        boolean answer = random.nextBoolean();
        if (answer || shape.leftOut().containsKey(FaultKind.HOLD_REQUEST)) {
            return new Fault.HoldAnswer();
        }
        shape.calm(true);
        return new Fault.HoldRequest();
    }

    /** Waits until an insert is held; it is kept until the proxy lets it go. */
    void catchInsert(Fault hold) {
        proxy.next(1, hold);
        await("an insert to hold", proxy::isHolding);
    }

    @Override
    public void close() {
        flink.close();
        proxy.close();
        kafka.close();
        servers.close();
        zooKeeper.close();
    }
}
