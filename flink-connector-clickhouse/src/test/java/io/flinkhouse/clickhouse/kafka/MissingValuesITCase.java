// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests messages without a value for a NOT NULL column, in each {@code scan.error-mode}. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class MissingValuesITCase {

    private static final String ID = "id BIGINT NOT NULL, name STRING";
    private static final String LETTERS =
            "SELECT offset, kind, key, raw_message FROM dead ORDER BY offset";

    private final Topic topic = Topic.create(1);

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, name Nullable(String), place Tuple(city Nullable(String)) DEFAULT tuple(NULL),"
                        + " tags Array(Nullable(String)), marks Map(String, Nullable(Int64)),"
                        + " _key String DEFAULT '', _header_values Array(Nullable(String)))"
                        + " ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "at-least-once", "exactly-once"})
    void becomeDeadLetters(String semantic) throws Exception {
        topic.send("{\"id\": 1}", "{\"name\": \"x\"}", "{\"id\": null}", "{\"ID\": 18}");
        topic.send("{\"id\": 2}");
        kept(ID).with("sink.semantic", semantic).run();
        assertThat(ids()).containsExactly("1", "2");
        assertThat(db.query(LETTERS))
                .containsExactly(
                        letter(1, "{\"name\": \"x\"}"),
                        letter(2, "{\"id\": null}"),
                        letter(3, "{\"ID\": 18}"));
        assertThat(db.query("SELECT DISTINCT topic, partition, error FROM dead"))
                .containsExactly(
                        List.of(
                                topic.name(),
                                "0",
                                "Column 'id' is BIGINT NOT NULL and the message has no value for"
                                        + " it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void areLeftOut(String semantic) throws Exception {
        topic.send("{\"id\": 1}", "{\"name\": \"x\"}", "{\"id\": 2}");
        pipe(ID).with("sink.semantic", semantic)
                .with("sink.exactly-once.spool-path", directory.toUri().toString())
                .with("scan.error-mode", "skip")
                .run();
        assertThat(ids()).containsExactly("1", "2");
    }

    @Test
    void failTheJobWithTheirPlaceAndTheWayOut() {
        topic.send("{\"id\": 1}", "{\"name\": \"x\"}", "{\"id\": 2}");
        assertThatThrownBy(pipe(ID)::run)
                .rootCause()
                .hasMessageContaining("topic " + topic.name() + ", partition 0, offset 1")
                .hasMessageContaining("Column 'id' is BIGINT NOT NULL")
                .hasMessageContaining("without NOT NULL")
                .hasMessageContaining("'scan.error-mode'")
                .hasMessageNotContaining("not-null-enforcer");
    }

    /** Code that Flink generates for a NOT NULL column does not look for NULL. */
    @Test
    void doNotReachExpressions() throws Exception {
        topic.send("{\"id\": 1}", "{\"name\": \"x\"}", "{\"id\": 2}");
        kept(ID).run("INSERT INTO pipe SELECT id * 10, UPPER(name) FROM pipe");
        assertThat(ids()).containsExactly("10", "20");
        assertThat(db.query(LETTERS)).containsExactly(letter(1, "{\"name\": \"x\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "place ROW<city STRING NOT NULL> NOT NULL | {\"city\": null} | {\"city\": \"a\"}"
                        + " | Column 'place', field 'city' is STRING NOT NULL",
                "tags ARRAY<STRING NOT NULL> | [\"a\", null] | [\"a\"]"
                        + " | Column 'tags', an element is STRING NOT NULL",
                "marks MAP<STRING, BIGINT NOT NULL> | {\"a\": null} | {\"a\": 1}"
                        + " | Column 'marks', a value is BIGINT NOT NULL",
            })
    void areFoundInsideOfValues(String column, String bad, String good, String error)
            throws Exception {
        String name = column.substring(0, column.indexOf(' '));
        String message = "{\"id\": %d, \"%s\": %s}";
        topic.send(message.formatted(1, name, good), message.formatted(2, name, bad));
        topic.send(message.formatted(3, name, good));
        kept("id BIGINT NOT NULL, " + column).run();
        assertThat(ids()).containsExactly("1", "3");
        assertThat(db.query(LETTERS)).containsExactly(letter(1, message.formatted(2, name, bad)));
        assertThat(db.query("SELECT error FROM dead").get(0).get(0)).startsWith(error);
    }

    @Test
    void areBrokenKeysWhereTheKeyLacksThem() throws Exception {
        topic.send(message("{\"name\": \"a\"}", "{\"id\": 1}"));
        topic.send(message("{\"nome\": \"b\"}", "{\"id\": 2}"));
        kept("id BIGINT NOT NULL, k_name STRING NOT NULL")
                .with("key.format", "json")
                .with("key.fields", "k_name")
                .with("key.fields-prefix", "k_")
                .with("value.fields-include", "EXCEPT_KEY")
                .run("INSERT INTO target SELECT id, k_name FROM pipe");
        assertThat(ids()).containsExactly("1");
        assertThat(db.query(LETTERS))
                .containsExactly(List.of("1", "broken-key", "{\"nome\": \"b\"}", "{\"id\": 2}"));
        assertThat(db.query("SELECT error FROM dead").get(0).get(0)).contains("'k_name'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VIRTUAL"})
    void areMetadataToo(String virtual) throws Exception {
        topic.send(message("k", "{\"id\": 1}")).send(message(null, "{\"id\": 2}"));
        ProducerRecord<byte[], byte[]> odd = message("l", "{\"id\": 3}");
        odd.headers().add(new RecordHeader("h", null));
        topic.send(odd);
        kept("id BIGINT NOT NULL, _key STRING NOT NULL METADATA %1$s, _header_values"
                                .formatted(virtual)
                        + " ARRAY<STRING NOT NULL> NOT NULL METADATA %s".formatted(virtual))
                .run(
                        virtual.isEmpty()
                                ? "INSERT INTO pipe SELECT * FROM pipe"
                                : "INSERT INTO target SELECT id, _key FROM pipe");
        assertThat(ids()).containsExactly("1");
        assertThat(db.query(LETTERS))
                .containsExactly(
                        letter(1, "{\"id\": 2}"),
                        List.of("2", "broken-message", "l", "{\"id\": 3}"));
        assertThat(db.query("SELECT error FROM dead ORDER BY offset").get(0).get(0))
                .startsWith("Column '_key' is STRING NOT NULL");
    }

    @Test
    void areMetadataOfTheFailingMode() {
        topic.send(message("k", "{\"id\": 1}")).send(message(null, "{\"id\": 2}"));
        assertThatThrownBy(pipe("id BIGINT NOT NULL, _key STRING NOT NULL METADATA")::run)
                .rootCause()
                .hasMessageContaining("partition 0, offset 1")
                .hasMessageContaining("Column '_key' is STRING NOT NULL");
    }

    /** The primary key makes its columns NOT NULL. */
    @Test
    void includePrimaryKeysOfChanges() throws Exception {
        db.execute(
                "CREATE TABLE c (id Int64, name Nullable(String), v UInt64, gone UInt8)"
                        + " ENGINE = ReplacingMergeTree(v, gone) ORDER BY id");
        String change = "{\"before\": null, \"after\": {\"%s\": 1}, \"op\": \"c\"}";
        topic.send(change.formatted("id"), change.formatted("ID"));
        topic.send(message(null, null));
        kept("id BIGINT, name STRING, PRIMARY KEY (id) NOT ENFORCED")
                .with("table-name", "c")
                .with("format", "debezium-json")
                .run();
        assertThat(db.query("SELECT id FROM c FINAL")).containsExactly(List.of("1"));
        assertThat(db.query(LETTERS)).containsExactly(letter(1, change.formatted("ID")));
    }

    /** Of which the format makes no row. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            value = {"NULL, It is null", "'', The format returns no row for its 0 bytes"})
    void areWholeMessagesOfTheFailingMode(String message, String error) {
        topic.send("{\"id\": 1}").send(message(null, message)).send("{\"id\": 2}");
        assertThatThrownBy(pipe(ID)::run)
                .rootCause()
                .hasMessageContaining("topic " + topic.name() + ", partition 0, offset 1")
                .hasMessageContaining(error)
                .hasMessageContaining("'scan.error-mode'");
    }

    @Test
    void areNoFaultOfTombstonesBehindChanges() throws Exception {
        db.execute(
                "CREATE TABLE c (id Int64, v UInt64, gone UInt8)"
                        + " ENGINE = ReplacingMergeTree(v, gone) ORDER BY id");
        topic.send("{\"before\": null, \"after\": {\"id\": 1}, \"op\": \"c\"}");
        topic.send(message("k", null));
        pipe("id BIGINT, PRIMARY KEY (id) NOT ENFORCED")
                .with("table-name", "c")
                .with("format", "debezium-json")
                .run();
        assertThat(db.query("SELECT id FROM c FINAL")).containsExactly(List.of("1"));
    }

    /** The user has told the format to leave out what it cannot read. */
    @Test
    void areTheFormatsWhereItHidesErrors() throws Exception {
        topic.send("{\"id\": 1}", "{").send(message(null, null)).send("{\"id\": 2}");
        pipe(ID).with("json.ignore-parse-errors", "true").run();
        assertThat(ids()).containsExactly("1", "2");
    }

    /** Without a guard behind the source, since it is another connector's. */
    @Test
    void ofAnotherTableAreRejectedByTheSink() throws Exception {
        topic.send("{\"id\": 1}", "{\"name\": \"x\"}", "{\"id\": 2}");
        TableEnvironment env =
                pipe("id BIGINT, name STRING")
                        .with("sink.error-mode", "dead-letter")
                        .with("sink.dead-letter.table", "dead")
                        .environment();
        env.executeSql(
                "CREATE TABLE plain (id BIGINT, name STRING) WITH ('connector' = 'kafka', 'topic' = '"
                        + topic.name()
                        + "', 'properties.bootstrap.servers' = '"
                        + Topic.bootstrapServers()
                        + "', 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' ="
                        + " 'latest-offset', 'format' = 'json')");
        env.executeSql("INSERT INTO pipe SELECT * FROM plain").await();
        assertThat(ids()).containsExactly("1", "2");
        assertThat(db.query("SELECT kind, raw_message FROM dead"))
                .containsExactly(List.of("rejected-row", "{\"id\":null,\"name\":\"x\"}"));
    }

    /** The user has told Flink to drop them. */
    @Test
    void areFlinksWhereItDropsThem() throws Exception {
        topic.send("{\"id\": 1}", "{\"name\": \"x\"}", "{\"id\": 2}");
        pipe(ID).set("table.exec.sink.not-null-enforcer", "DROP").run();
        assertThat(ids()).containsExactly("1", "2");
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

    private ProducerRecord<byte[], byte[]> message(String key, String value) {
        return new ProducerRecord<>(topic.name(), 0, Topic.bytes(key), Topic.bytes(value));
    }

    private static List<String> letter(int offset, String message) {
        return Arrays.asList("" + offset, "broken-message", null, message);
    }

    private List<String> ids() {
        return db.query("SELECT id FROM t ORDER BY id").stream().map(row -> row.get(0)).toList();
    }
}
