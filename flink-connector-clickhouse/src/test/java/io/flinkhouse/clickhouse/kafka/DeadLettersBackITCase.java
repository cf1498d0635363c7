// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the recipe of the guide that sends dead letters to a topic, and through the pipe again. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class DeadLettersBackITCase {

    private static final byte[] BINARY = {(byte) 0xff, 0, (byte) 0xc3, '\n', 0};

    private final Topic topic = Topic.create(1);
    private final Topic back = Topic.create(1);
    private ClickHouseDatabase db;

    @TempDir private Path spool;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String)) ENGINE = MergeTree ORDER BY id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"STREAMING", "BATCH"})
    void messagesGoBackAsTheyWereAndEachOnce(String mode) throws Exception {
        send(Topic.bytes("{\"id\": 2}"), BINARY, "trace", BINARY, "empty", new byte[0]);
        send(BINARY, null);
        send(null, Topic.bytes("gone"), "none", null);
        send(new byte[0], new byte[0]);
        send(Topic.bytes("{\"id\": 1, \"name\": \"x\"}"), null);
        pipe(topic, "id BIGINT NOT NULL, name STRING NOT NULL").run();
        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("1"));

        sendBack(mode);
        assertThat(
                        db.query(
                                "SELECT header_keys, header_values FROM dead WHERE raw_message IS NULL"))
                .containsExactly(List.of("['none']", "[NULL]"));
        List<String> letters = new ArrayList<>(messages(topic).subList(0, 4));
        letters.replaceAll(message -> message.replace("none=null", "")); // by Flink's Kafka sink
        assertThat(messages(back)).containsExactlyInAnyOrderElementsOf(letters);

        pipe(back, "id BIGINT NOT NULL, name STRING")
                .with("properties.isolation.level", "read_committed")
                .with("scan.error-mode", "skip")
                .without("sink.dead-letter.table")
                .run();
        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void aTableWithoutHeadersStillTakesLetters() throws Exception {
        db.execute(
                "CREATE TABLE dead (time DateTime64(3), kind String, topic Nullable(String), partition"
                        + " Nullable(Int32), offset Nullable(Int64), key Nullable(String), raw_message"
                        + " Nullable(String), error String) ENGINE = MergeTree ORDER BY time SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        send(BINARY, null, "trace", BINARY);
        pipe(topic, "id BIGINT NOT NULL").run();
        assertThat(db.query("SELECT hex(raw_message) FROM dead"))
                .containsExactly(List.of(HexFormat.of().withUpperCase().formatHex(BINARY)));
    }

    @Test
    void aRejectedRowKeepsTheHeadersThatTheTableStores() throws Exception {
        db.execute(
                "CREATE TABLE r (n Int8, _header_keys Array(String), _header_values"
                        + " Array(Nullable(String))) ENGINE = MergeTree ORDER BY n");
        send(Topic.bytes("{\"n\": 1000}"), null, "b", BINARY, "a", null);
        pipe(
                        topic,
                        "n INT NOT NULL, _header_keys ARRAY<STRING> METADATA, _header_values"
                                + " ARRAY<STRING> METADATA")
                .with("table-name", "r")
                .with("sink.error-mode", "dead-letter")
                .run();
        assertThat(
                        db.query(
                                "SELECT kind, header_keys, arrayMap(v -> hex(v), header_values) FROM dead"))
                .containsExactly(List.of("rejected-row", "['a','b']", "[NULL,'FF00C30A00']"));
    }

    /** The statements of docs/dead-letters.md. */
    private void sendBack(String mode) throws Exception {
        TableEnvironment env =
                pipe(topic, "id BIGINT NOT NULL").set("execution.runtime-mode", mode).environment();
        env.executeSql(
                """
                CREATE TABLE letters (`time` TIMESTAMP_LTZ(3), kind STRING, topic STRING, `partition` INT,
                  `offset` BIGINT, `key` BYTES, raw_message BYTES, header_keys ARRAY<STRING>, header_values ARRAY<BYTES>)
                WITH ('connector' = 'clickhouse', 'url' = '%s', 'username' = '%s', 'password' = '%s',
                  'database-name' = '%s', 'table-name' = 'dead')
                """
                        .formatted(db.url(), db.username(), db.password(), db.name()));
        env.executeSql(
                """
                CREATE TABLE orders_topic (`key` BYTES, `value` BYTES, headers MAP<STRING, BYTES> METADATA)
                WITH ('connector' = 'kafka', 'topic' = '%s', 'properties.bootstrap.servers' = '%s',
                  'key.format' = 'raw', 'key.fields' = 'key', 'value.format' = 'raw', 'value.fields-include' = 'EXCEPT_KEY',
                  'sink.delivery-guarantee' = 'exactly-once', 'sink.transactional-id-prefix' = '%s',
                  'properties.transaction.timeout.ms' = '600000')
                """
                        .formatted(back.name(), Topic.bootstrapServers(), back.name()));
        env.executeSql(
                        """
                        INSERT INTO orders_topic SELECT `key`, raw_message, MAP_FROM_ARRAYS(header_keys, header_values)
                        FROM letters WHERE kind = 'broken-message' AND topic = '%s'
                          AND `time` BETWEEN TO_TIMESTAMP_LTZ(0, 3) AND TO_TIMESTAMP_LTZ(99999999999999, 3)
                        """
                                .formatted(topic.name()))
                .await();
    }

    private Pipe pipe(Topic from, String columns) {
        return Pipe.of(db, from, columns)
                .set("parallelism.default", "1")
                .with("scan.error-mode", "dead-letter")
                .with("sink.dead-letter.table", "dead")
                .with("sink.exactly-once.spool-path", spool.toUri().toString());
    }

    private void send(byte[] value, byte[] key, Object... headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), 0, key, value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add((String) headers[i], (byte[]) headers[i + 1]);
        }
        topic.send(record);
    }

    /** Returns key, value and headers of the committed messages as text. */
    private static List<String> messages(Topic topic) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                Topic.bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> found.add(text(record)));
            }
        }
        return found;
    }

    private static String text(ConsumerRecord<byte[], byte[]> message) {
        return "%s = %s %s"
                .formatted(
                        hex(message.key()),
                        hex(message.value()),
                        StreamSupport.stream(message.headers().spliterator(), false)
                                .map(DeadLettersBackITCase::text)
                                .sorted()
                                .collect(Collectors.toList()));
    }

    private static String text(Header header) {
        return header.key() + "=" + hex(header.value());
    }

    private static String hex(byte[] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }
}
