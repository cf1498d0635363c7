// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known of a message besides its columns, stored beside them. */
@ExtendWith(ClickHouseExtension.class)
class VirtualColumnsITCase {

    private final Topic topic = Topic.create(2);
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, _key Nullable(String), _timestamp DateTime64(3, 'UTC'),"
                        + " _partition UInt64, _offset UInt64, _topic LowCardinality(String),"
                        + " _header_keys Array(String), _header_values Array(String),"
                        + " _raw_message Nullable(String), user Nullable(String),"
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
                        java.util.Arrays.asList(
                                "1",
                                "k1",
                                "1700000000123",
                                "0",
                                "0",
                                topic.name(),
                                "['a','b']",
                                "['1','2']",
                                "{\"id\": 1}"),
                        java.util.Arrays.asList(
                                "2",
                                null,
                                "1700000000123",
                                "1",
                                "0",
                                topic.name(),
                                "[]",
                                "[]",
                                "{\"id\": 2}"));
    }

    private Message message(int partition, String key, String value) {
        return new Message(topic.name(), partition, key, value);
    }

    private Pipe pipe(String columns) {
        return Pipe.of(db, topic, columns);
    }

    private record Message(ProducerRecord<byte[], byte[]> record) {

        Message(String topic, int partition, String key, String value) {
            this(
                    new ProducerRecord<>(
                            topic,
                            partition,
                            1_700_000_000_123L,
                            Topic.bytes(key),
                            Topic.bytes(value)));
        }

        Message header(String name, String value) {
            record.headers().add(new RecordHeader(name, Topic.bytes(value)));
            return this;
        }
    }
}
