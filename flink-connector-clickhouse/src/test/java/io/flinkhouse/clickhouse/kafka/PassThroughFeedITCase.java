// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests tables that pass the messages of a topic unchanged to the server. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class PassThroughFeedITCase {

    private final Topic topic = Topic.create(1);
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        db.execute("CREATE TABLE t (id UInt32) ENGINE = MergeTree ORDER BY id");
    }

    private Pipe pipe() {
        return Pipe.of(db, topic, "message BYTES")
                .with("format", "raw")
                .with("sink.input-format", "JSONEachRow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", " "})
    void aMessageThatHoldsNothingFailsTheJob(String message) {
        topic.send("{\"id\":1}");
        byte[] bytes = message.equals("null") ? null : Topic.bytes(message);
        topic.send(new ProducerRecord<>(topic.name(), 0, null, bytes));

        assertThatThrownBy(() -> pipe().run())
                .hasStackTraceContaining(
                        bytes == null ? "in Kafka a tombstone" : "it contains no row");
    }

    @Test
    void theOthersGoOnWithoutIt() throws Exception {
        topic.send(
                "{\"id\":1}", null, "[{\"id\":2}]", "", "{\"id\":3}", "{\"id\":4};", "{\"id\":5}");
        pipe().with("sink.error-mode", "dead-letter").with("sink.dead-letter.table", "dead").run();

        assertThat(db.query("SELECT arraySort(groupArray(id)) FROM t"))
                .containsExactly(List.of("[1,3,5]"));
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("4"));
    }

    @Test
    void halfASurrogatePairIsADeadLetter() throws Exception {
        db.execute(
                "CREATE TABLE texts (id Int32, s String, j JSON) ENGINE = MergeTree ORDER BY id");
        topic.send(
                "{\"id\":1,\"s\":\"\\ud83d\\ude00\",\"j\":{\"k\":\"\\ud83d\\ude00\"}}",
                "{\"id\":2,\"s\":\"\\ud800\",\"j\":{}}",
                "{\"id\":3,\"s\":\"\",\"j\":{\"k\":\"\\ud800\"}}",
                "{\"id\":4,\"s\":\"\",\"j\":{}}");
        pipe().with("table-name", "texts")
                .with("sink.error-mode", "dead-letter")
                .with("sink.dead-letter.table", "dead")
                .run();

        assertThat(db.query("SELECT id, s, j FROM texts ORDER BY id"))
                .hasToString("[[1, \ud83d\ude00, {\"k\":\"\ud83d\ude00\"}], [4, , {}]]");
        assertThat(db.query("SELECT kind, left(raw_message, 7) FROM dead ORDER BY raw_message"))
                .hasToString("[[refused-by-server, {\"id\":2], [refused-by-server, {\"id\":3]]");
    }
}
