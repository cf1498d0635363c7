// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that an audit finds lost and doubled messages, and no others. */
@ExtendWith(ClickHouseExtension.class)
class AuditDeliveryITCase {

    private static final String COLUMNS =
            "id BIGINT NOT NULL, _topic STRING NOT NULL METADATA, _partition INT NOT NULL METADATA,"
                    + " _offset BIGINT NOT NULL METADATA";

    private static final String START = "scan.startup.specific-offsets";

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, _topic LowCardinality(String), _partition Int32, _offset"
                        + " Int64) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " non_replicated_deduplication_window = 100");
    }

    @Test
    void nothingAfterACleanRunOfTransactions() throws Exception {
        Topic topic = Topic.create(2);
        try (KafkaProducer<byte[], byte[]> producer = transactional()) {
            send(producer, topic, 0, 3, true);
            send(producer, topic, 0, 4, false);
            send(producer, topic, 1, 2, false);
            send(producer, topic, 0, 2, true);
            send(producer, topic, 1, 5, true);
        }
        Pipe.of(db, topic, COLUMNS).with("properties.isolation.level", "read_committed").run();
        assertThat(audit(topic, ", since => 'earliest', until => 'latest'"))
                .containsExactly(
                        "ok 0 0..11 5",
                        "ok 1 0..8 5",
                        "aborted 0 3..8 4",
                        "no record 0 3..11 3",
                        "aborted 1 0..2 2",
                        "no record 1 0..8 2");
    }

    @Test
    void removedAndRepeatedRowsAreFound() throws Exception {
        Topic topic = Topic.create(2);
        for (int i = 0; i < 20; i++) {
            topic.send(record(topic, i % 2, "{\"id\": " + i + "}"));
        }
        Pipe.of(db, topic, COLUMNS).run();
        assertThat(audit(topic, "")).containsExactly("ok 0 0..9 10", "ok 1 0..9 10");

        db.execute("DELETE FROM t WHERE _partition = 0 AND _offset IN (0, 3, 4, 5, 9)");
        db.execute("INSERT INTO t SELECT * FROM t WHERE _partition = 1 AND _offset IN (2, 3, 7)");
        db.execute("INSERT INTO t SELECT * FROM t WHERE _partition = 1 AND _offset = 7 LIMIT 1");
        assertThat(audit(topic, ""))
                .containsExactly(
                        "not ok 0 1..8 5",
                        "not ok 1 0..9 14",
                        "missing 0 3..5 3",
                        "not audited 0 9..9 1",
                        "double 1 2..3 2",
                        "double 1 7..7 2");
        assertThat(audit(topic, ", since => 'earliest', until => 'latest', max_rows => 1"))
                .containsExactly(
                        "not ok 0 0..9 5",
                        "not ok 1 0..9 14",
                        "missing 0 0..0 1",
                        "double 1 2..3 2",
                        "missing null null..null 4",
                        "double null null..null 2");
    }

    @Test
    void blocksThatAProxyLosesOrRepeatsAreFound() throws Exception {
        Topic topic = Topic.create(1);
        try (FaultProxy proxy = FaultProxy.to(URI.create(db.url()).getPort())) {
            Pipe pipe =
                    Pipe.of(db, topic, COLUMNS)
                            .with("url", proxy.url())
                            .with("scan.startup.mode", "specific-offsets");
            topic.send("{\"id\": 0}", "{\"id\": 1}");
            pipe.with(START, "partition:0,offset:0").run();
            topic.send("{\"id\": 2}", "{\"id\": 3}");
            proxy.next(1, new Fault.Swallow());
            pipe.with(START, "partition:0,offset:2").run();
            topic.send("{\"id\": 4}");
            proxy.next(1, new Fault.OtherToken(new Fault.CutAfterAnswer()));
            pipe.with(START, "partition:0,offset:4").run();
            assertThat(audit(topic, ""))
                    .containsExactly("not ok 0 0..4 4", "missing 0 2..3 2", "double 0 4..4 1");
        }
    }

    @Test
    void lossAtTheEndIsFoundUpToWhatTheGroupCommitted() throws Exception {
        Topic topic = Topic.create(1).send("{\"id\": 0}", "{\"id\": 1}", "{\"id\": 2}");
        Pipe.of(db, topic, COLUMNS).run();
        Topic.admin()
                .alterConsumerGroupOffsets(
                        topic.name(),
                        Map.of(new TopicPartition(topic.name(), 0), new OffsetAndMetadata(3)))
                .all()
                .get();
        topic.send("{\"id\": 3}");
        db.execute("DELETE FROM t WHERE _offset = 2");
        String group = AuditCall.BROKERS + ";group.id=" + topic.name();
        assertThat(
                        AuditCall.of(
                                db,
                                "table_name => 't', topic => '%s', properties => '%s', until => 'committed'"
                                        .formatted(topic.name(), group)))
                .containsExactly("not ok 0 0..2 2", "missing 0 2..2 1");
    }

    @Test
    void removedByRetentionAndByCompactionIsNotMissing() throws Exception {
        Topic topic = compacted();
        for (int i = 0; i < 3; i++) {
            topic.send(
                    new ProducerRecord<>(topic.name(), 0, Topic.bytes("k"), Topic.bytes("" + i)));
            topic.send(
                    new ProducerRecord<>(topic.name(), 1, null, Topic.bytes("k"), Topic.bytes("")));
        }
        Await.until("compaction", Duration.ofSeconds(60), () -> first(topic) > 0);
        long first = first(topic);
        db.execute(
                "INSERT INTO t SELECT 1, '%s', 0, number FROM numbers(%d, %d)"
                        .formatted(topic.name(), first, 3 - first));
        db.execute("INSERT INTO t VALUES (1, '" + topic.name() + "', 1, 2)");
        Topic.admin()
                .deleteRecords(
                        Map.of(
                                new TopicPartition(topic.name(), 1),
                                RecordsToDelete.beforeOffset(2)))
                .all()
                .get();
        List<String> found = audit(topic, ", since => 'earliest'");
        assertThat(found).contains("no record 0 0.." + (first - 1) + " " + first);
        db.execute("INSERT INTO t VALUES (1, '" + topic.name() + "', 1, 0)");
        assertThat(audit(topic, "")).contains("ok 1 0..2 2", "expired 1 1..1 1");
    }

    @Test
    void offsetsOfAnotherTopicAreNamed() throws Exception {
        Topic topic = Topic.create(1).send("{\"id\": 0}");
        db.execute("INSERT INTO t SELECT 1, '" + topic.name() + "', number, 7 FROM numbers(2)");
        assertThat(audit(topic, "")).contains("not in topic 0 7..7 1", "not in topic 1 7..7 1");
    }

    @Test
    void manyGapsAreFoundInPages() throws Exception {
        Topic topic = Topic.create(1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", Topic.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            Topic.sendAll(producer, Collections.nCopies(140_000, record(topic, 0, "{}")));
        }
        db.execute(
                "INSERT INTO t SELECT 1, '%s', 0, number FROM numbers(140000) WHERE number %% 5000 != 500 AND number NOT BETWEEN 65000 AND 70000"
                        .formatted(topic.name()));
        assertThat(audit(topic, ", max_rows => 20"))
                .startsWith("not ok 0 0..139999 134972", "missing 0 500..500 1")
                .contains("missing 0 65000..70000 5001")
                .hasSize(1 + 20 + 1);
    }

    @Test
    void aTableWithOneRowPerKeyIsRefused() {
        db.execute(
                "CREATE TABLE r (_partition Int32, _offset Int64) ENGINE = ReplacingMergeTree ORDER"
                        + " BY _partition");
        assertWrong("table_name => 'r', topic => 'x'", "keeps one row per sorting key");
    }

    @Test
    void repeatedRowsOfAReplacingTableByPositionAreMerged() throws Exception {
        Topic topic = Topic.create(1).send("{\"id\": 0}", "{\"id\": 1}");
        db.execute(
                "CREATE TABLE r (_partition Int32, _offset Int64) ENGINE = ReplacingMergeTree ORDER"
                        + " BY (_partition, _offset)");
        db.execute("INSERT INTO r SELECT 0, number FROM numbers(2)");
        db.execute("INSERT INTO r SELECT 0, number FROM numbers(1)");
        assertThat(AuditCall.on(db, "r", topic, "")).containsExactly("ok 0 0..1 2");
    }

    @Test
    void wrongArgumentsAreNamed(@TempDir Path directory) throws Exception {
        String topic = Topic.create(1).name();
        assertWrong("table_name => 'no', topic => 'x'", "ClickHouse has no table");
        assertWrong("table_name => 't', topic => 'no-such'", "Kafka has no topic 'no-such'");
        assertWrong(
                "table_name => 't', topic => '"
                        + topic
                        + "', columns => '_topic, _partition, offset'",
                "has no column 'offset'",
                "Did you mean '_offset'?");
        assertWrong(
                "table_name => 't', topic => 'x', columns => '_topic, _partition, _topic'",
                "Column '_topic' of",
                "is LowCardinality(String)");
        assertWrong("table_name => 't', topic => 'x', since => 'soon'", "'since' is 'soon'");
        assertWrong("table_name => 't', topic => 'x', max_rows => -1", "'max_rows' is '-1'");
        assertWrong("table_name => '.t', topic => 'x'", "'table_name' is '.t'");
        assertThatThrownBy(() -> AuditCall.of(db, "table_name => 't', topic => 'x'"))
                .rootCause()
                .hasMessageContaining("Kafka's address is missing");
        assertThatThrownBy(
                        () ->
                                AuditCall.of(
                                        db,
                                        "table_name => 't', topic => 'x', properties =>"
                                                + " 'sasl.jaas.config=hidden-value'"))
                .rootCause()
                .hasMessageContaining("'properties_file'")
                .hasMessageNotContaining("hidden-value");
        Path file = directory.resolve("kafka.properties");
        Files.writeString(file, "bootstrap.servers=" + Topic.bootstrapServers());
        String fromFile =
                "table_name => 't', topic => '%s', properties_file => '%s'".formatted(topic, file);
        assertThat(AuditCall.of(db, fromFile)).containsExactly("ok 0 0..-1 0");
    }

    private void assertWrong(String arguments, String... parts) {
        String all = arguments + ", properties => '" + AuditCall.BROKERS + "'";
        assertThatThrownBy(() -> AuditCall.of(db, all)).rootCause().hasMessageContainingAll(parts);
    }

    private List<String> audit(Topic topic, String more) throws Exception {
        return AuditCall.on(db, "t", topic, more);
    }

    private static ProducerRecord<byte[], byte[]> record(Topic topic, int partition, String value) {
        return new ProducerRecord<>(topic.name(), partition, null, Topic.bytes(value));
    }

    private static KafkaProducer<byte[], byte[]> transactional() {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                Topic.bootstrapServers(),
                                "transactional.id",
                                UUID.randomUUID().toString()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            Topic topic,
            int partition,
            int messages,
            boolean commit) {
        producer.beginTransaction();
        Topic.sendAll(
                producer,
                IntStream.range(0, messages)
                        .mapToObj(i -> record(topic, partition, "{\"id\": " + i + "}"))
                        .toList());
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private static Topic compacted() {
        return Topic.create(
                new NewTopic("t_" + UUID.randomUUID(), 2, (short) 1)
                        .configs(
                                Map.of(
                                        "cleanup.policy",
                                        "compact,delete",
                                        "segment.ms",
                                        "1",
                                        "min.cleanable.dirty.ratio",
                                        "0")));
    }

    /** Returns the first offset of partition 0 that still has a record. */
    private static long first(Topic topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", Topic.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(10)).records(partition).get(0).offset();
        }
    }
}
