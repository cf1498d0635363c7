// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.table.api.ValidationException;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests messages that the format cannot decode, in each {@code scan.error-mode}. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class BrokenMessagesITCase {

    private static final byte[] BAD_UTF8 = {'{', '"', 'n', '"', ':', '"', (byte) 0xC3, '"', '}'};
    private static final String LETTERS =
            "SELECT partition, offset, kind, key, raw_message FROM dead ORDER BY partition, offset";

    private final Topic topic = Topic.create(2);

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String), at Nullable(DateTime64(3, 'UTC')),"
                        + " _key Nullable(String), _offset Int64 DEFAULT -1, _raw_message"
                        + " Nullable(String), _header_keys Array(String)) ENGINE = MergeTree"
                        + " ORDER BY id SETTINGS non_replicated_deduplication_window = 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "at-least-once", "exactly-once"})
    void becomeDeadLetters(String semantic) throws Exception {
        topic.send("{\"id\": 1}", "{\"id\": ", "{\"id\": \"x\"}");
        topic.send(message(1, "k", BAD_UTF8)).send(message(1, null, null));
        topic.send(message(1, null, new byte[0]));
        topic.send("{\"id\": 99999999999999999999}", "{\"id\": 2}");
        kept("id BIGINT NOT NULL").with("sink.semantic", semantic).run();
        assertThat(ids()).containsExactly("1", "2");
        assertThat(db.query(LETTERS))
                .containsExactly(
                        letter(0, 1, null, "{\"id\": "),
                        letter(0, 2, null, "{\"id\": \"x\"}"),
                        letter(0, 3, null, "{\"id\": 99999999999999999999}"),
                        letter(1, 0, "k", new String(BAD_UTF8, StandardCharsets.UTF_8)),
                        letter(1, 1, null, null),
                        letter(1, 2, null, ""));
        assertThat(db.query("SELECT DISTINCT topic, error != '' FROM dead"))
                .containsExactly(List.of(topic.name(), "1"));
    }

    /** Without a deduplication window, so that the fence has to tell. */
    @ParameterizedTest
    @MethodSource("deaths")
    void areThereOnceWhenTheirInsertFails(Fault death) throws Exception {
        topic.send("{\"id\": 1}", "{");
        db.execute(new DeadLetterTable(new TablePath(db.name(), "dead"), "_flink_block").ddl());
        db.execute("ALTER TABLE dead MODIFY SETTING non_replicated_deduplication_window = 0");
        try (FaultProxy proxy = FaultProxy.to(URI.create(db.url()).getPort())) {
            proxy.onlyFor("INSERT INTO `" + db.name() + "`.`dead`").next(1, death);
            kept("id BIGINT NOT NULL")
                    .with("url", proxy.url())
                    .with("sink.retry.timeout", "0 s")
                    .restarted()
                    .run();
            assertThat(proxy.hits()).isPositive();
        }
        assertThat(db.query(LETTERS)).containsExactly(letter(0, 1, null, "{"));
    }

    static List<Fault> deaths() {
        return List.of(new Fault.CutBefore(), new Fault.CutAfterAnswer());
    }

    @Test
    void areLeftOut() throws Exception {
        topic.send("{\"id\": 1}", "{", "{\"id\": 2}");
        pipe("id BIGINT NOT NULL").with("scan.error-mode", "skip").run();
        assertThat(ids()).containsExactly("1", "2");
    }

    @Test
    void failTheJobUnlessOneSaysSo() {
        topic.send("{\"id\": 1}", "{", "{\"id\": 2}");
        assertThatThrownBy(() -> pipe("id BIGINT NOT NULL").run())
                .rootCause()
                .hasMessageContaining("A broken message at topic " + topic.name())
                .hasMessageContaining("partition 0, offset 1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "dead-letter"})
    void failTheJobWhenThereAreMoreThanItTolerates(String mode) throws Exception {
        topic.send("{", "{", "{\"id\": 1}");
        Pipe pipe =
                mode.equals("skip")
                        ? pipe("id BIGINT NOT NULL").with("scan.error-mode", mode)
                        : kept("id BIGINT NOT NULL");
        pipe.set("execution.checkpointing.interval", "10 min"); // the limit is for one interval
        assertThatThrownBy(() -> pipe.with("scan.error-tolerance", "1").run())
                .rootCause()
                .hasMessageContaining("'scan.error-tolerance' allows 1")
                .hasMessageContaining(topic.name() + ", partition 0, offset 1");
        pipe.with("scan.error-tolerance", "2").run();
        assertThat(ids()).containsExactly("1");
    }

    @Test
    void includeThoseWhoseKeyIsBroken() throws Exception {
        topic.send(message(0, "{\"k_name\": \"a\"}", Topic.bytes("{\"id\": 1}")));
        topic.send(message(0, "{\"k_name\"", Topic.bytes("{\"id\": 2}")));
        topic.send(message(0, null, Topic.bytes("{\"id\": 3}")));
        topic.send(message(0, "{\"k_name\": \"d\"}", Topic.bytes("{\"id\"")));
        Pipe keyed =
                kept("id BIGINT NOT NULL, k_name STRING")
                        .with("key.format", "json")
                        .with("key.fields", "k_name")
                        .with("value.fields-include", "EXCEPT_KEY");
        keyed.run("INSERT INTO target SELECT id, k_name FROM pipe");
        assertThat(db.query("SELECT id, name FROM t")).containsExactly(List.of("1", "a"));
        assertThat(db.query("SELECT offset, kind, key, raw_message FROM dead ORDER BY offset"))
                .containsExactly(
                        List.of("1", "broken-key", "{\"k_name\"", "{\"id\": 2}"),
                        Arrays.asList("2", "broken-key", null, "{\"id\": 3}"),
                        List.of("3", "broken-message", "{\"k_name\": \"d\"}", "{\"id\""));
    }

    @Test
    void haveNoRowtimeAndMoveNoWatermark() throws Exception {
        topic.send("{", "{\"id\": 1, \"at\": \"2026-01-01 00:00:01\"}", "{");
        kept("id BIGINT NOT NULL, `at` TIMESTAMP(3) NOT NULL, WATERMARK FOR `at` AS `at` - INTERVAL '1' SECOND")
                .run();
        assertThat(db.query("SELECT id, at FROM t"))
                .containsExactly(List.of("1", "2026-01-01 00:00:01.000"));
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("2"));
    }

    /** Their time is after that of the next message, which is not late all the same. */
    @Test
    void moveNoWatermarkOfTheTimesOfMessages() throws Exception {
        long now = System.currentTimeMillis();
        topic.send(at(now, "{\"id\": 1}"));
        topic.send(at(now + 900_000, "{"));
        topic.send(at(now + 1000, "{\"id\": 2}"));
        kept("id BIGINT NOT NULL, ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, WATERMARK FOR ts AS ts")
                .with("scan.watermark.emit.strategy", "on-event")
                .run(
                        "INSERT INTO target SELECT id, CAST(CURRENT_WATERMARK(ts) < ts AS STRING) FROM pipe");
        assertThat(db.query("SELECT id, name FROM t ORDER BY id"))
                .containsExactly(Arrays.asList("1", null), List.of("2", "TRUE"));
    }

    @Test
    void leaveVirtualColumnsOfTheOthersAlone() throws Exception {
        topic.send(message(0, "k", Topic.bytes("{\"id\": 1}"))).send("{");
        kept("id BIGINT NOT NULL, _header_keys ARRAY<STRING> METADATA, _offset BIGINT NOT NULL METADATA,"
                        + " _raw_message STRING METADATA, _key STRING METADATA, ts TIMESTAMP_LTZ(3)"
                        + " METADATA FROM 'timestamp' VIRTUAL, WATERMARK FOR ts AS ts")
                .run(
                        "INSERT INTO pipe SELECT id, _header_keys, _offset, _raw_message, _key FROM pipe");
        assertThat(db.query("SELECT id, _header_keys, _offset, _raw_message, _key FROM t"))
                .containsExactly(List.of("1", "[]", "0", "{\"id\": 1}", "k"));
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areSentAtTheEndWhereThereAreNoCheckpoints(boolean batch) throws Exception {
        topic.send("{\"id\": 1}", "{");
        Pipe pipe = kept("id BIGINT NOT NULL");
        (batch ? pipe.inBatches() : pipe.withoutCheckpoints()).run();
        assertThat(ids()).containsExactly("1");
        assertThat(db.query(LETTERS)).containsExactly(letter(0, 1, null, "{"));
    }

    @Test
    void cannotBeSeenWhereTheFormatHidesThem() {
        assertThatThrownBy(
                        () ->
                                kept("id BIGINT NOT NULL")
                                        .with("json.ignore-parse-errors", "true")
                                        .explain())
                .rootCause()
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'json.ignore-parse-errors' drops broken messages");
    }

    private Pipe kept(String columns) {
        return pipe(columns)
                .with("scan.error-mode", "dead-letter")
                .with("sink.dead-letter.table", "dead")
                .with("sink.exactly-once.spool-path", directory.toUri().toString());
    }

    private Pipe pipe(String columns) {
        return Pipe.of(db, topic, columns);
    }

    private ProducerRecord<byte[], byte[]> message(int partition, String key, byte[] value) {
        return new ProducerRecord<>(topic.name(), partition, Topic.bytes(key), value);
    }

    private ProducerRecord<byte[], byte[]> at(long millis, String value) {
        return new ProducerRecord<>(topic.name(), 0, millis, null, Topic.bytes(value));
    }

    private static List<String> letter(int partition, int offset, String key, String message) {
        return Arrays.asList("" + partition, "" + offset, "broken-message", key, message);
    }

    private List<String> ids() {
        return db.query("SELECT id FROM t ORDER BY id").stream().map(row -> row.get(0)).toList();
    }
}
