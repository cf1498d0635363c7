// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests changes of capture tools and of queries, through the SQL client into tables of each engine,
 * on every Flink version.
 */
@Tag("smoke")
@ExtendWith(ShowLogs.class)
class ChangesE2ECase {

    private static final Duration SOON = Duration.ofSeconds(180);
    private static final int CHANGES = 20_000;
    private static final int KEYS = 500;
    private static final String BOUNDED = ", 'scan.bounded.mode' = 'latest-offset'";
    private static final String RETRACT = "'sink.changelog-mode' = 'retract'";
    private static final String ITEMS =
            "(id BIGINT, name STRING, n BIGINT, PRIMARY KEY (id) NOT ENFORCED)";
    private static final String SUMS =
            "(name STRING, c BIGINT, s BIGINT, PRIMARY KEY (name) NOT ENFORCED)";
    private static final String SUM_COLUMNS = "name String, c Nullable(Int64), s Nullable(Int64)";

    private static ClickHouseServer clickHouse;
    private static KafkaBroker kafka;
    private static FlinkCluster flink;

    @BeforeAll
    static void start() {
        clickHouse = ClickHouseServer.start();
        kafka = KafkaBroker.start();
        flink = FlinkCluster.start(FlinkOptions.DEFAULT.withTaskManagers(1, 2).withTaskHeap(512));
    }

    @AfterAll
    static void stop() {
        flink.close();
        kafka.close();
        clickHouse.close();
    }

    @Test
    void everyCaptureLeavesTheRowsThatItsDatabaseHas() {
        History history = new History(7, KEYS);
        send(history);
        ChangeJob job = new ChangeJob(clickHouse, kafka);
        for (Capture capture : Capture.values()) {
            String topic = capture.topic();
            job.source(topic, capture.columns(), capture.options() + BOUNDED);
            for (Engines engine : enginesFor(capture)) {
                engine.create(clickHouse, topic, ChangeJob.COLUMNS, "id");
                job.sink(engine.table(topic), ITEMS, options(capture, engine));
                job.insert(engine.table(topic), "SELECT * FROM " + topic);
            }
        }
        run(job);
        for (Capture capture : Capture.values()) {
            for (Engines engine : enginesFor(capture)) {
                assertThat(engine.rows(clickHouse, capture.topic(), "id, name, n"))
                        .as(capture + " into " + engine)
                        .isEqualTo(history.truth());
            }
        }
        groups(history);
    }

    /** Groups whose last row is deleted vanish. */
    private void groups(History history) {
        String topic = Capture.DEBEZIUM.topic();
        ChangeJob job =
                new ChangeJob(clickHouse, kafka)
                        .source(
                                topic,
                                Capture.DEBEZIUM.columns(),
                                Capture.DEBEZIUM.options() + BOUNDED);
        for (Engines engine : Engines.values()) {
            engine.create(clickHouse, "groups", SUM_COLUMNS, "name");
            job.sink(engine.table("groups"), SUMS, "'sink.parallelism' = '1'");
            job.insert(
                    engine.table("groups"),
                    "SELECT name, COUNT(*), SUM(n) FROM " + topic + " GROUP BY name");
        }
        Engines.COLLAPSING.create(clickHouse, "unknown_key", SUM_COLUMNS, "name");
        job.sink(Engines.COLLAPSING.table("unknown_key"), SUMS);
        job.insert(
                Engines.COLLAPSING.table("unknown_key"),
                "SELECT CONCAT(name, ''), COUNT(*), SUM(n) FROM " + topic + " GROUP BY name");
        run(job);
        for (Engines engine : Engines.values()) {
            assertThat(engine.rows(clickHouse, "groups", "name, c, s"))
                    .as("groups into " + engine)
                    .isEqualTo(history.truthByName());
        }
        assertThat(Engines.COLLAPSING.rows(clickHouse, "unknown_key", "name, c, s"))
                .as("rows before updates come through where the planner does not know the key")
                .isEqualTo(history.truthByName());
    }

    @Test
    void aTemporalJoinLeavesTheRatesOfTheTime() {
        TemporalJoin join = new TemporalJoin();
        try (KafkaTopic orders = KafkaTopic.create(kafka, "orders", 1);
                KafkaTopic rates = KafkaTopic.create(kafka, "rates", 1)) {
            join.send(orders, rates);
        }
        ChangeJob job =
                new ChangeJob(clickHouse, kafka)
                        .source(
                                "orders",
                                TemporalJoin.ORDERS,
                                "'connector' = 'kafka', 'scan.startup.mode' = 'earliest-offset',"
                                        + " 'format' = 'json'"
                                        + BOUNDED)
                        .source("rates", TemporalJoin.RATES, Capture.UPSERT.options() + BOUNDED);
        for (Engines engine : Engines.values()) {
            engine.create(clickHouse, "worth", SUM_COLUMNS, "name");
            job.sink(engine.table("worth"), SUMS);
            job.insert(engine.table("worth"), TemporalJoin.QUERY);
        }
        run(job);
        for (Engines engine : Engines.values()) {
            assertThat(engine.rows(clickHouse, "worth", "name, c, s"))
                    .as("a temporal join into " + engine)
                    .isEqualTo(join.truth());
        }
    }

    @Test
    void statementsOfBatchModeWork() {
        clickHouse.execute(
                "CREATE TABLE default.batch (id Int64, name Nullable(String), v UInt64, gone UInt8)"
                        + " ENGINE = ReplacingMergeTree(v, gone) ORDER BY id");
        clickHouse.execute(
                "CREATE TABLE default.pairs (id Int64, name Nullable(String), sign Int8) ENGINE ="
                        + " CollapsingMergeTree(sign) ORDER BY id");
        String fill = "INSERT INTO %1$s VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd');\n";
        String change =
                "UPDATE %1$s SET name = UPPER(name) || CAST(id AS STRING) WHERE id > 1;\n"
                        + "DELETE FROM %1$s WHERE id > 2 AND name = 'C3';\n"
                        + "DELETE FROM %1$s WHERE name LIKE 'D%%';\n";
        for (String name : List.of("batch", "pairs")) {
            flink.sql(batch(name) + (fill + change).formatted(name), List.of(ConnectorJar.path()));
            assertThat(
                            clickHouse.query(
                                    "SELECT id, name FROM default." + name + " FINAL ORDER BY id"))
                    .containsExactly(List.of("1", "a"), List.of("2", "B2"));
        }
        flink.sql(batch("batch") + "TRUNCATE TABLE batch;\n", List.of(ConnectorJar.path()));
        assertThat(clickHouse.query("SELECT count() FROM default.batch"))
                .containsExactly(List.of("0"));
    }

    private static String batch(String table) {
        return "SET 'execution.runtime-mode' = 'batch';\nSET 'table.dml-sync' = 'true';\n"
                + "CREATE TABLE %1$s (id BIGINT NOT NULL, name STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'clickhouse', 'url' = '%2$s', 'table-name' = '%1$s');\n"
                        .formatted(table, clickHouse.url());
    }

    private static void send(History history) {
        List<KafkaTopic> topics =
                List.of(Capture.values()).stream()
                        .map(capture -> KafkaTopic.create(kafka, capture.topic(), 2))
                        .toList();
        for (int i = 0; i < CHANGES; i++) {
            Change change = history.next();
            for (Capture capture : Capture.values()) {
                capture.send(topics.get(capture.ordinal()), change);
            }
        }
        topics.forEach(KafkaTopic::close);
    }

    /** A row that cancels another must carry all its values. */
    private static List<Engines> enginesFor(Capture capture) {
        return capture.hasWholeRows() ? List.of(Engines.values()) : List.of(Engines.REPLACING);
    }

    private static String[] options(Capture capture, Engines engine) {
        boolean movesKeys = capture == Capture.CANAL || capture == Capture.MAXWELL;
        return engine == Engines.REPLACING && movesKeys ? new String[] {RETRACT} : new String[] {};
    }

    private static void run(ChangeJob job) {
        String script =
                "SET 'parallelism.default' = '2';\nSET 'table.local-time-zone' = 'UTC';\n"
                        + Line.settings()
                        + job.script();
        flink.submit(script, ConnectorJar.withKafka()).awaitFinished(SOON);
    }
}
