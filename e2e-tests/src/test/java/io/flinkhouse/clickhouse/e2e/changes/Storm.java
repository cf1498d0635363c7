// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends changes through a job whose TaskManagers are killed one after the other, into tables of
 * each engine and guarantee.
 */
public final class Storm implements AutoCloseable {

    private static final Duration RECOVERY = Duration.ofMinutes(4);
    private static final String TOPIC = "storm";
    private static final String TABLE =
            "(id BIGINT, name STRING, n BIGINT, PRIMARY KEY (id) NOT ENFORCED)";

    /** The targets of one run. */
    private enum Target {
        REPLACING_AT_LEAST_ONCE(Engines.REPLACING, "at_least_once"),
        REPLACING_EXACTLY_ONCE(Engines.REPLACING, "exactly_once"),
        COLLAPSING_EXACTLY_ONCE(Engines.COLLAPSING, "exactly_once");

        private final Engines engine;
        private final String semantic;

        Target(Engines engine, String semantic) {
            this.engine = engine;
            this.semantic = semantic;
        }
    }

    private final ClickHouseServer clickHouse = ClickHouseServer.start();
    private final KafkaBroker kafka = KafkaBroker.start();
    private final FlinkCluster flink =
            FlinkCluster.start(
                    FlinkOptions.DEFAULT
                            .withTaskManagers(2, 2)
                            .withTaskHeap(512)
                            .with("execution.checkpointing.interval", "1s")
                            .with("restart-strategy.fixed-delay.attempts", "100000"));
    private final History history;

    Storm(long seed, int keys) {
        this.history = new History(seed, keys);
    }

    /**
     * Returns how many rows of each target are wrong.
     *
     * @param changes are sent in equal parts, one before each kill
     */
    Map<String, Long> run(int changes, int kills) {
        try (KafkaTopic topic = KafkaTopic.create(kafka, TOPIC, 4)) {
            FlinkJob job = submit();
            for (int kill = 0; kill < kills; kill++) {
                send(topic, changes / (kills + 1));
                long checkpoint = job.latestCheckpoint();
                Await.until(
                        "a checkpoint",
                        RECOVERY,
                        () -> latestCheckpoint(job) > checkpoint,
                        () -> "; last failure: " + job.failure());
                flink.taskManager(kill % 2).kill();
                flink.taskManager(kill % 2).restart();
            }
            send(topic, changes - kills * (changes / (kills + 1)));
            topic.flush();
            Map<String, Long> differences = awaitTruth();
            job.cancel();
            return differences;
        }
    }

    private void send(KafkaTopic topic, int changes) {
        for (int i = 0; i < changes; i++) {
            Capture.DEBEZIUM.send(topic, history.next());
        }
    }

    private static long latestCheckpoint(FlinkJob job) {
        try {
            return job.latestCheckpoint();
        } catch (IllegalStateException e) {
            return 0; // the job is being restored
        }
    }

    private Map<String, Long> awaitTruth() {
        Map<String, Long> differences = new LinkedHashMap<>();
        List<List<String>> truth = history.truth();
        for (Target target : Target.values()) {
            try {
                Await.until(target + " to be complete", RECOVERY, () -> rows(target).equals(truth));
                differences.put(target.name(), 0L);
            } catch (IllegalStateException e) {
                List<List<String>> rows = rows(target);
                long missing = truth.stream().filter(row -> !rows.contains(row)).count();
                long strange = rows.stream().filter(row -> !truth.contains(row)).count();
                differences.put(target.name(), missing + strange);
            }
        }
        return differences;
    }

    private List<List<String>> rows(Target target) {
        return target.engine.rows(clickHouse, target.semantic, "id, name, n");
    }

    /** Returns the expected number of rows. */
    int rows() {
        return history.truth().size();
    }

    private FlinkJob submit() {
        ChangeJob job =
                new ChangeJob(clickHouse, kafka)
                        .source(TOPIC, Capture.DEBEZIUM.columns(), Capture.DEBEZIUM.options());
        for (Target target : Target.values()) {
            String table = target.engine.table(target.semantic);
            target.engine.create(clickHouse, target.semantic, ChangeJob.COLUMNS, "id");
            job.sink(
                    table,
                    TABLE,
                    "'sink.semantic' = '" + target.semantic.replace('_', '-') + "'",
                    "'sink.exactly-once.spool-path' = '"
                            + flink.home().resolve("spool").toUri()
                            + "'",
                    "'sink.flush.interval' = '200 ms'");
            job.insert(table, "SELECT * FROM " + TOPIC);
        }
        return flink.submit(
                "SET 'parallelism.default' = '4';\n" + Line.settings() + job.script(),
                ConnectorJar.withKafka());
    }

    @Override
    public void close() {
        flink.close();
        kafka.close();
        clickHouse.close();
    }

    /** Arguments: changes, keys, kills and seed. */
    public static void main(String[] args) {
        int changes = Integer.parseInt(args[0]);
        int keys = Integer.parseInt(args[1]);
        int kills = Integer.parseInt(args[2]);
        long seed = Long.parseLong(args[3]);
        long start = System.nanoTime();
        try (Storm storm = new Storm(seed, keys)) {
            Map<String, Long> differences = storm.run(changes, kills);
            System.out.printf(
                    "%d changes over %d keys, %d kills, seed %d, %d s: %d rows left; rows that differ:"
                            + " %s%n",
                    changes,
                    keys,
                    kills,
                    seed,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    storm.rows(),
                    differences);
            System.exit(differences.values().stream().allMatch(n -> n == 0) ? 0 : 1);
        }
    }
}
