// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.ExplainDetail;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests virtual columns, which store a message's metadata beside its columns. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class VirtualColumnsITCase {

    /** Kafka deletes what is a week old. */
    private static final long NOW = System.currentTimeMillis();

    private final Topic topic = Topic.create(2);
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, _key Nullable(String), _timestamp DateTime64(3, 'UTC') DEFAULT 0,"
                        + " _partition UInt64 DEFAULT 0, _offset UInt64 DEFAULT 0, _topic LowCardinality(String) DEFAULT '',"
                        + " _header_keys Array(String), _header_values Array(String),"
                        + " _raw_message Nullable(String), user Nullable(String), name Nullable(String),"
                        + " at DateTime64(3, 'UTC') DEFAULT 0, o UInt64 DEFAULT 0)"
                        + " ENGINE = MergeTree ORDER BY id");
    }

    @Test
    void allOfThemUnderTheNamesThatUsersKnow() throws Exception {
        topic.send(message(0, "k1", "{\"id\": 1}").header("b", "2").header("a", "1").record());
        topic.send(message(1, null, "{\"id\": 2}").record());
        pipe("id BIGINT NOT NULL, _key STRING METADATA, _timestamp TIMESTAMP_LTZ(3) NOT NULL"
                        + " METADATA, _partition INT NOT NULL METADATA, _offset BIGINT NOT NULL"
                        + " METADATA, _topic STRING NOT NULL METADATA, _header_keys ARRAY<STRING>"
                        + " METADATA, _header_values ARRAY<STRING> METADATA, _raw_message STRING"
                        + " METADATA")
                .run();
        assertThat(
                        db.query(
                                "SELECT id, _key, toUnixTimestamp64Milli(_timestamp), _partition,"
                                        + " _offset, _topic, _header_keys, _header_values,"
                                        + " _raw_message FROM t ORDER BY id"))
                .containsExactly(
                        Arrays.asList(
                                "1",
                                "k1",
                                "" + NOW,
                                "0",
                                "0",
                                topic.name(),
                                "['a','b']",
                                "['1','2']",
                                "{\"id\": 1}"),
                        Arrays.asList(
                                "2",
                                null,
                                "" + NOW,
                                "1",
                                "0",
                                topic.name(),
                                "[]",
                                "[]",
                                "{\"id\": 2}"));
    }

    @Test
    void oneThatIsNotDeclaredIsNotRead() throws Exception {
        topic.send(message(0, "k", "{\"id\": 1}").record());
        pipe("id BIGINT NOT NULL").run();
        assertThat(db.query("SELECT id, _key, _offset FROM t"))
                .containsExactly(Arrays.asList("1", null, "0"));
    }

    @Test
    void theKeyBesideColumnsThatAreReadFromIt() throws Exception {
        topic.send(message(0, "{\"k_user\":\"u\"}", "{\"id\": 1}").record());
        pipe("id BIGINT NOT NULL, k_user STRING, _key STRING METADATA, _offset BIGINT NOT NULL METADATA")
                .with("key.format", "json")
                .with("key.fields", "k_user")
                .with("value.fields-include", "EXCEPT_KEY")
                .run(
                        "INSERT INTO target SELECT id, k_user || _key || CAST(_offset AS STRING) FROM pipe");
        assertThat(db.query("SELECT id, name FROM t"))
                .containsExactly(List.of("1", "u{\"k_user\":\"u\"}0"));
    }

    @Test
    void theKeyAndTheMessageBesideColumnsThatBothHave() throws Exception {
        topic.send(message(0, "{\"id\": 1}", "{\"id\": 2, \"user\": \"u\"}").record());
        pipe("id BIGINT NOT NULL, `user` STRING, _key STRING METADATA, _raw_message STRING METADATA")
                .with("key.format", "json")
                .with("key.fields", "id")
                .run();
        assertThat(db.query("SELECT id, user, _key, _raw_message FROM t"))
                .containsExactly(List.of("2", "u", "{\"id\": 1}", "{\"id\": 2, \"user\": \"u\"}"));
    }

    @Test
    void theMessageBesideColumnsThatBothHave() throws Exception {
        topic.send(message(0, "{\"id\": 1}", "{\"id\": 2, \"user\": \"u\"}").record());
        pipe("id BIGINT NOT NULL, `user` STRING, _raw_message STRING METADATA")
                .with("key.format", "json")
                .with("key.fields", "id")
                .run();
        assertThat(db.query("SELECT id, user, _raw_message FROM t"))
                .containsExactly(List.of("2", "u", "{\"id\": 2, \"user\": \"u\"}"));
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() throws Exception {
        byte[] key = {(byte) 0xff, 0, (byte) 0xfe};
        topic.send(new ProducerRecord<>(topic.name(), 0, key, Topic.bytes("{\"id\": 1}")));
        pipe("id BIGINT NOT NULL, _key STRING METADATA").run();
        assertThat(db.query("SELECT id, hex(_key) FROM t")).containsExactly(List.of("1", "FF00FE"));
    }

    @Test
    void kafkasOwnNamesAsColumnsOfTheTarget() throws Exception {
        topic.send(message(0, null, "{\"id\": 1}").record());
        topic.send(message(0, null, "{\"id\": 2}").record());
        pipe("id BIGINT NOT NULL, o BIGINT NOT NULL METADATA FROM 'offset', _offset BIGINT NOT NULL"
                        + " METADATA, `at` TIMESTAMP_LTZ(3) NOT NULL METADATA FROM 'timestamp'")
                .run();
        assertThat(
                        db.query(
                                "SELECT id, o, _offset, toUnixTimestamp64Milli(at) FROM t ORDER BY"
                                        + " id"))
                .containsExactly(
                        List.of("1", "0", "0", "" + NOW), List.of("2", "1", "1", "" + NOW));
    }

    @Test
    void aVirtualOneIsReadAndNotWritten() throws Exception {
        topic.send(message(0, "7", "{\"id\": 1}").record());
        pipe("id BIGINT NOT NULL, _key STRING METADATA VIRTUAL")
                .run("INSERT INTO pipe SELECT CAST(_key AS BIGINT) FROM pipe");
        assertThat(db.query("SELECT id, _key FROM t")).containsExactly(Arrays.asList("7", null));
    }

    @Test
    void oneThatIsNotAskedForDoesNotMoveTheOthers() throws Exception {
        topic.send(message(0, "k", "{\"id\": 1}").record());
        pipe("id BIGINT NOT NULL, _key STRING METADATA VIRTUAL, _topic STRING NOT NULL METADATA VIRTUAL,"
                        + " _offset BIGINT NOT NULL METADATA VIRTUAL")
                .run("INSERT INTO target SELECT id, CAST(_offset AS STRING) FROM pipe");
        assertThat(db.query("SELECT id, name FROM t")).containsExactly(List.of("1", "0"));
    }

    @Test
    void theTimeOfTheMessageMayMakeWatermarks() throws Exception {
        topic.send(message(0, "k", "{\"id\": 1}").record());
        Pipe pipe =
                pipe(
                        "id BIGINT NOT NULL, _key STRING METADATA, _header_keys ARRAY<STRING> METADATA,"
                                + " _timestamp TIMESTAMP_LTZ(3) NOT NULL METADATA, WATERMARK FOR _timestamp"
                                + " AS _timestamp");
        assertThat(pipe.explain("SELECT * FROM pipe")).doesNotContain("- WatermarkAssigner");
        pipe.run();
        assertThat(db.query("SELECT id, _key, toUnixTimestamp64Milli(_timestamp) FROM t"))
                .containsExactly(List.of("1", "k", "" + NOW));
    }

    @Test
    void theReadersAreAsManyAsTheConnectorIsTold() {
        String plan =
                pipe("id BIGINT NOT NULL, _header_keys ARRAY<STRING> METADATA")
                        .with("scan.parallelism", "1")
                        .environment()
                        .explainSql(
                                "INSERT INTO pipe SELECT * FROM pipe",
                                ExplainDetail.JSON_EXECUTION_PLAN);
        assertThat(plan.replaceAll("\\s+", ""))
                .containsPattern("\"type\":\"Source:KafkaSource[^}]*\"parallelism\":1")
                .containsPattern("TableSourceScan[^}]*\"parallelism\":1");
    }

    @Test
    void aColumnThatTheTargetLacksIsRefused() {
        assertThatThrownBy(
                        pipe("id BIGINT NOT NULL, _leader INT METADATA FROM 'leader-epoch'")
                                ::explain)
                .rootCause()
                .hasMessageContaining("It has no column '_leader'");
    }

    @Test
    void twoColumnsOfOneKeyAreRefused() {
        assertThatThrownBy(
                        pipe(
                                        "id BIGINT NOT NULL, o BIGINT METADATA FROM 'offset', _offset BIGINT"
                                                + " METADATA FROM 'offset'")
                                ::explain)
                .hasMessageContaining("'offset'");
    }

    @Test
    void theInnerFormatIsNotForUsers() {
        assertThatThrownBy(
                        pipe("id BIGINT NOT NULL")
                                        .with("format", "clickhouse-message")
                                        .with("clickhouse-message.part", "value")
                                ::explain)
                .rootCause()
                .hasMessageContaining("internal format of 'clickhouse' tables");
    }

    private Message message(int partition, String key, String value) {
        return new Message(topic.name(), partition, key, value);
    }

    private Pipe pipe(String columns) {
        return Pipe.of(db, topic, columns);
    }

    private record Message(ProducerRecord<byte[], byte[]> record) {

        Message(String topic, int partition, String key, String value) {
            this(new ProducerRecord<>(topic, partition, NOW, Topic.bytes(key), Topic.bytes(value)));
        }

        Message header(String name, String value) {
            record.headers().add(new RecordHeader(name, Topic.bytes(value)));
            return this;
        }
    }
}
