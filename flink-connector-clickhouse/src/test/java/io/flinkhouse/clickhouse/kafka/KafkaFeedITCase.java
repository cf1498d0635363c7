// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the options of Kafka's connector in a table that writes to ClickHouse. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class KafkaFeedITCase {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String COLUMNS = "id BIGINT NOT NULL, name STRING";

    private final Topic topic = Topic.create(2);
    private final long today = System.currentTimeMillis();
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String), at DateTime64(3, 'UTC') DEFAULT 0)"
                        + " ENGINE = MergeTree ORDER BY id");
    }

    @Test
    void oneTableIsTheWholePipe() throws Exception {
        topic.send(row(1, "a"), row(2, "b"), "{\"id\":3}");
        pipe().run();
        assertThat(db.query("SELECT id, ifNull(name, '-') FROM t ORDER BY id"))
                .containsExactly(List.of("1", "a"), List.of("2", "b"), List.of("3", "-"));
    }

    @Test
    void aTableWithATopicTakesRowsFromElsewhereToo() throws Exception {
        pipe().run("INSERT INTO pipe VALUES (7, 'x')");
        assertThat(ids()).containsExactly(7);
    }

    @Test
    void aHintChangesWhatIsRead() throws Exception {
        topic.send(row(0), row(1));
        pipe().run(
                        "INSERT INTO pipe SELECT * FROM pipe /*+ OPTIONS("
                                + "'scan.startup.mode' = 'specific-offsets',"
                                + " 'scan.startup.specific-offsets' ="
                                + " 'partition:0,offset:1;partition:1,offset:0') */");
        assertThat(ids()).containsExactly(1);
    }

    // Where reading starts and ends

    @Test
    void startsAtTheLatestOffset() throws Exception {
        topic.send(row(0));
        TableResult job = endless().with("scan.startup.mode", "latest-offset").start();
        sendUntilSomeArrive();
        stop(job);
        assertThat(ids()).isNotEmpty().doesNotContain(0);
    }

    @Test
    void startsWhereTheGroupStopped() throws Exception {
        topic.send(row(0), row(1), row(2));
        Topic.admin()
                .alterConsumerGroupOffsets(
                        "g-" + topic.name(),
                        Map.of(
                                new TopicPartition(topic.name(), 0),
                                new OffsetAndMetadata(2),
                                new TopicPartition(topic.name(), 1),
                                new OffsetAndMetadata(0)))
                .all()
                .get();
        pipe().with("scan.startup.mode", "group-offsets")
                .with("properties.group.id", "g-" + topic.name())
                .run();
        assertThat(ids()).containsExactly(2);
    }

    @Test
    void startsAtAPointInTime() throws Exception {
        topic.send(at(0, row(0))).send(at(1, row(1))).send(at(2, row(2)));
        pipe().with("scan.startup.mode", "timestamp")
                .with("scan.startup.timestamp-millis", "" + (today + 1))
                .run();
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void startsAtGivenOffsets() throws Exception {
        topic.send(row(0), row(1), row(2));
        pipe().with("scan.startup.mode", "specific-offsets")
                .with("scan.startup.specific-offsets", "partition:0,offset:1;partition:1,offset:0")
                .run();
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void endsAtAPointInTime() throws Exception {
        topic.send(at(0, row(0))).send(at(1, row(1))).send(at(2, row(2)));
        pipe().with("scan.bounded.mode", "timestamp")
                .with("scan.bounded.timestamp-millis", "" + (today + 1))
                .run();
        assertThat(ids()).containsExactly(0);
    }

    @Test
    void endsAtGivenOffsets() throws Exception {
        topic.send(row(0), row(1), row(2));
        pipe().with("scan.bounded.mode", "specific-offsets")
                .with("scan.bounded.specific-offsets", "partition:0,offset:2;partition:1,offset:0")
                .run();
        assertThat(ids()).containsExactly(0, 1);
    }

    // Which topics

    @Test
    void readsAListOfTopics() throws Exception {
        Topic other = Topic.create(1).send(row(1));
        topic.send(row(0));
        pipe().with("topic", topic.name() + ";" + other.name()).run();
        assertThat(ids()).containsExactly(0, 1);
    }

    @Test
    void readsTopicsThatAppearWhileTheJobRuns() throws Exception {
        topic.send(row(0));
        TableResult job =
                endless()
                        .without("topic")
                        .with("topic-pattern", topic.name() + ".*")
                        .with("scan.topic-partition-discovery.interval", "100 ms")
                        .start();
        awaitIds(0);
        Topic.create(topic.name() + "_later", 1).send(row(1));
        awaitIds(0, 1);
        stop(job);
    }

    @Test
    void refusesBothKindsOfTopic() {
        assertThatThrownBy(pipe().with("topic-pattern", "x.*")::explain)
                .rootCause()
                .hasMessageContaining("'topic' and 'topic-pattern'");
    }

    // Keys

    @Test
    void readsColumnsFromTheKey() throws Exception {
        send("{\"k_id\":5}", "{\"name\":\"v\"}");
        pipeOf("k_k_id BIGINT NOT NULL, name STRING")
                .with("key.format", "json")
                .with("key.fields", "k_k_id")
                .with("key.fields-prefix", "k_")
                .with("value.fields-include", "EXCEPT_KEY")
                .run("INSERT INTO target SELECT k_k_id, name FROM pipe");
        assertThat(db.query("SELECT id, name FROM t")).containsExactly(List.of("5", "v"));
    }

    @Test
    void readsColumnsThatTheValueHasTooFromTheValue() throws Exception {
        send("{\"id\":5}", row(6, "v"));
        pipe().with("key.format", "json").with("key.fields", "id").run();
        assertThat(db.query("SELECT id, name FROM t")).containsExactly(List.of("6", "v"));
    }

    @Test
    void takesTheFormatUnderEitherName() throws Exception {
        topic.send("1,a", "2,b");
        pipe().without("format").with("value.format", "csv").run();
        assertThat(ids()).containsExactly(1, 2);
    }

    // The rest of the connector

    @Test
    void givesPropertiesToTheConsumer() {
        topic.send(row(0));
        assertThatThrownBy(pipe().with("properties.security.protocol", "SASL_SSL")::run)
                .hasStackTraceContaining("org.apache.kafka");
        assertThatThrownBy(pipe().with("properties.max.poll.records", "none")::run)
                .hasStackTraceContaining("Invalid value none for configuration max.poll.records");
    }

    @Test
    void pushesWatermarksIntoTheSource() throws Exception {
        Pipe windowed =
                pipeOf(
                        COLUMNS
                                + ", `at` TIMESTAMP(3) NOT NULL,"
                                + " WATERMARK FOR `at` AS `at` - INTERVAL '1' SECOND");
        assertThat(windowed.explain("SELECT * FROM pipe"))
                .contains("TableSourceScan", "watermark=[")
                .doesNotContain("- WatermarkAssigner");
        topic.send(
                "{\"id\":1,\"at\":\"2026-01-01 00:00:01\"}",
                "{\"id\":2,\"at\":\"2026-01-01 00:00:02\"}",
                "{\"id\":3,\"at\":\"2026-01-01 00:01:00\"}");
        windowed.run(
                "INSERT INTO target SELECT COUNT(*), 'n' FROM TABLE(TUMBLE(TABLE pipe,"
                        + " DESCRIPTOR(`at`), INTERVAL '10' SECOND)) GROUP BY window_start,"
                        + " window_end");
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void watermarkOptionsReachTheSource() {
        assertThat(
                        pipeOf(COLUMNS + ", `at` TIMESTAMP(3), WATERMARK FOR `at` AS `at`")
                                .with("scan.watermark.idle-timeout", "1 s")
                                .explain("SELECT * FROM pipe"))
                .contains("idletimeout=[1000]");
    }

    @Test
    void columnsMayBeComputed() throws Exception {
        topic.send(row(2, "a"));
        pipeOf(COLUMNS + ", twice AS id * 2")
                .run("INSERT INTO pipe SELECT twice, UPPER(name) FROM pipe");
        assertThat(db.query("SELECT id, name FROM t")).containsExactly(List.of("4", "A"));
    }

    @Test
    void aPrimaryKeyIsTheTargetsAndDoesNotHinderReading() throws Exception {
        topic.send(row(1), row(2));
        pipeOf(COLUMNS + ", PRIMARY KEY (id) NOT ENFORCED")
                .run("INSERT INTO target SELECT * FROM pipe");
        assertThat(ids()).containsExactly(1, 2);
    }

    @Test
    void aPlanMayBeCompiledAndRunLater() throws Exception {
        topic.send(row(1));
        TableEnvironment env = pipe().environment();
        env.compilePlanSql("INSERT INTO pipe SELECT * FROM pipe").execute().await();
        assertThat(ids()).containsExactly(1);
    }

    @Test
    void refusesWhatTheFormatDoesNotKnow() {
        assertThatThrownBy(pipe().with("json.fail-on-mising-field", "true")::explain)
                .hasStackTraceContaining("json.fail-on-mising-field")
                .hasStackTraceContaining("json.fail-on-missing-field");
    }

    @Test
    void refusesAStartThatThereIsNot() {
        assertThatThrownBy(pipe().with("scan.startup.mode", "yesterday")::explain)
                .hasStackTraceContaining("yesterday")
                .hasStackTraceContaining("scan.startup.mode");
    }

    private Pipe pipe() {
        return pipeOf(COLUMNS);
    }

    private Pipe pipeOf(String columns) {
        return Pipe.of(db, topic, columns);
    }

    private Pipe endless() {
        return pipe().without("scan.bounded.mode");
    }

    private void send(String key, String value) {
        topic.send(new ProducerRecord<>(topic.name(), 0, Topic.bytes(key), Topic.bytes(value)));
    }

    private ProducerRecord<byte[], byte[]> at(int time, String value) {
        return new ProducerRecord<>(topic.name(), 0, today + time, null, Topic.bytes(value));
    }

    private List<Integer> ids() {
        return db.query("SELECT id FROM t ORDER BY id").stream()
                .map(row -> Integer.valueOf(row.get(0)))
                .toList();
    }

    private void awaitIds(Integer... ids) {
        Await.until("ids " + List.of(ids), SOON, () -> ids().equals(List.of(ids)));
    }

    /** A job that starts at the end reads what is sent after it has asked where the end is. */
    private void sendUntilSomeArrive() {
        Await.until(
                "a row",
                SOON,
                () -> {
                    topic.send(row(1));
                    return !ids().isEmpty();
                });
    }

    private static void stop(TableResult job) throws Exception {
        job.getJobClient().orElseThrow().cancel().get();
    }

    private static String row(long id) {
        return row(id, "n" + id);
    }

    private static String row(long id, String name) {
        return "{\"id\":%d,\"name\":\"%s\"}".formatted(id, name);
    }
}
