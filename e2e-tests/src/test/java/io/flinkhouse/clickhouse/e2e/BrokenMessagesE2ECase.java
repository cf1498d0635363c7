// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.Distribution;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.SchemaRegistry;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests 100 000 messages, each hundredth broken in one of ten ways, while a TaskManager dies. */
@Tag("smoke")
@ExtendWith(ShowLogs.class)
class BrokenMessagesE2ECase {

    private static final int MESSAGES = 100_000;
    private static final int BROKEN = MESSAGES / 100;

    private static final String PIPES =
            """
            CREATE TABLE pay (id BIGINT NOT NULL, small SMALLINT NOT NULL, state STRING NOT NULL,
              _topic STRING NOT NULL METADATA, _partition INT NOT NULL METADATA,
              _offset BIGINT NOT NULL METADATA) WITH (
              'connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'pay', 'topic' = 'pay',
              'format' = 'json', %2$s);
            CREATE TABLE ship (id BIGINT NOT NULL, name STRING NOT NULL) WITH (
              'connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'ship', 'topic' = 'ship',
              'format' = 'avro-confluent', 'avro-confluent.url' = '%3$s', %2$s);
            EXECUTE STATEMENT SET BEGIN
              INSERT INTO pay SELECT * FROM pay;
              INSERT INTO ship SELECT * FROM ship;
            END;
            """;

    private static final String OPTIONS =
            """
            'properties.bootstrap.servers' = '%s', 'scan.startup.mode' = 'earliest-offset',
            'sink.semantic' = 'exactly-once', 'scan.error-mode' = 'dead-letter',
            'sink.error-mode' = 'dead-letter', 'sink.dead-letter.table' = 'dead'
            """;

    private static final String TARGET =
            " ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 10000";

    private static TestBed bed;
    private static SchemaRegistry registry;

    @BeforeAll
    static void start() {
        bed =
                TestBed.start(
                        FlinkOptions.DEFAULT
                                .withTaskManagers(1, 2)
                                .with("execution.checkpointing.interval", "500ms"));
        registry = SchemaRegistry.start();
        bed.clickHouse()
                .execute(
                        "CREATE TABLE default.pay (id UInt64, small UInt8, state Enum8('new' = 1,"
                                + " 'paid' = 2), _topic String, _partition Int32, _offset Int64)"
                                + TARGET);
        bed.clickHouse().execute("CREATE TABLE default.ship (id UInt64, name String)" + TARGET);
    }

    @AfterAll
    static void stop() {
        registry.close();
        bed.close();
    }

    @Test
    void leaveTheGoodOnesInTheTableAndAreDeadLettersEachOnce() {
        try (FlawedTopics topics = FlawedTopics.create(bed.kafka(), registry)) {
            topics.send(0, MESSAGES / 2);
            FlinkJob job = bed.flink().submit(sql(), jars());
            Await.until("rows", TestBed.SOON, () -> bed.count("pay") > 0, () -> job.failure());
            bed.flink().taskManager(0).kill();
            topics.send(MESSAGES / 2, MESSAGES);
            bed.flink().taskManager(0).restart();
            job.awaitRestored(TestBed.SOON);
            Await.until(
                    "all messages",
                    TestBed.SOON,
                    () -> rows() >= MESSAGES - BROKEN && bed.count("dead") >= BROKEN,
                    () ->
                            "; %d rows, %d letters: %s"
                                    .formatted(rows(), bed.count("dead"), job.failure()));
            long done = job.completedCheckpoints();
            Await.until(
                    "a later commit", TestBed.SOON, () -> job.completedCheckpoints() > done + 2);
            job.cancel();

            assertThat(ids("pay", "ship")).isEqualTo(topics.good());
            assertThat(rows()).isEqualTo(MESSAGES - BROKEN);
            assertThat(positions()).containsExactlyInAnyOrderElementsOf(topics.broken());
            assertThat(
                            bed.clickHouse()
                                    .query(
                                            "SELECT kind, count(), countIf(error = '') FROM default.dead GROUP"
                                                    + " BY kind ORDER BY kind"))
                    .containsExactly(
                            List.of("broken-message", "800", "0"),
                            List.of("rejected-row", "200", "0"));
        }
    }

    /** Returns the Kafka positions of the dead letters. */
    private static List<String> positions() {
        String sql =
                "SELECT topic || '-' || toString(partition) || '-' || toString(offset)"
                        + " FROM default.dead";
        return bed.clickHouse().query(sql).stream().map(row -> row.get(0)).toList();
    }

    private static long rows() {
        return bed.count("pay") + bed.count("ship");
    }

    /** Returns the number of different ids, and their sum. */
    private static List<String> ids(String... tables) {
        return bed.clickHouse()
                .query(
                        "SELECT uniqExact(id), sum(id) FROM (SELECT id FROM default."
                                + String.join(" UNION ALL SELECT id FROM default.", tables)
                                + ")")
                .get(0);
    }

    private static String sql() {
        return PIPES.formatted(
                bed.clickHouse().url(),
                OPTIONS.formatted(bed.kafka().bootstrapServers()),
                registry.url());
    }

    private static List<Path> jars() {
        List<Path> jars = new ArrayList<>(ConnectorJar.withKafka());
        jars.addAll(Distribution.avroConfluentFormat(bed.flink().version()));
        return jars;
    }
}
