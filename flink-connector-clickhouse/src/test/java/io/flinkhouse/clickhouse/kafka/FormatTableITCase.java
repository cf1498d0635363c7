// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests what formats make of values before this connector sees them. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class FormatTableITCase {

    private static final Path PAGE = Path.of("../docs/kafka.md");
    private static final String HEADER = "| in the JSON message | Flink type | arrives as |";

    @TempDir Path directory;

    private record Line(String json, String type, String result) {}

    /** Runs each line of the table in the page. */
    @Test
    void jsonDoesWhatThePageSays(ClickHouseDatabase db) throws Exception {
        List<Line> lines = linesOfThePage();
        assertThat(lines).hasSizeGreaterThan(10);
        Topic topic = Topic.create(1);
        for (int i = 0; i < lines.size(); i++) {
            topic.send("{\"c" + i + "\": " + lines.get(i).json + "}");
        }
        db.execute(
                "CREATE TABLE t (_offset Int64, "
                        + columns(lines, "Nullable(%s)")
                        + ") ENGINE = MergeTree ORDER BY _offset");
        kept(db, topic, "_offset BIGINT NOT NULL METADATA, " + columns(lines, null)).run();
        List<Line> seen = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            List<List<String>> row =
                    db.query("SELECT toString(c" + i + ") FROM t WHERE _offset = " + i);
            String result =
                    row.isEmpty()
                            ? "error"
                            : row.get(0).get(0) == null ? "NULL" : row.get(0).get(0);
            seen.add(new Line(lines.get(i).json, lines.get(i).type, result));
        }
        assertThat(seen).containsExactlyElementsOf(lines);
    }

    /** The text is JSON to Flink, and its escape is no character to the server. */
    @Test
    void halfASurrogatePairInATextOfJsonIsADeadLetter(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (id Int64, j JSON) ENGINE = MergeTree ORDER BY id");
        String message = "{\"id\": %d, \"j\": \"{\\\"k\\\": \\\"%s\\\"}\"}";
        Topic topic = Topic.create(1);
        topic.send(message.formatted(1, "a"), message.formatted(2, "\\\\ud800"));
        topic.send(message.formatted(3, "\\\\ud83d\\\\ude00"));
        kept(db, topic, "id BIGINT NOT NULL, j STRING NOT NULL").run();
        assertThat(db.query("SELECT id, j.k FROM t ORDER BY id"))
                .hasToString("[[1, a], [3, \ud83d\ude00]]");
        assertThat(db.query("SELECT kind FROM dead")).hasToString("[[refused-by-server]]");
    }

    @Test
    void jsonOfASchemaRegistryIsRead(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (id Int64, _raw_message String) ENGINE = MergeTree ORDER BY id");
        Topic topic = Topic.create(1);
        topic.send(prefixed(topic, 123, "{\"id\": 1}")).send(prefixed(topic, 124, "{\"id\": 2}"));
        topic.send("{\"id\": 3}");
        Pipe.of(db, topic, "id BIGINT NOT NULL, _raw_message STRING NOT NULL METADATA").run();
        assertThat(db.query("SELECT id, hex(left(_raw_message, 5)) FROM t ORDER BY id"))
                .hasToString("[[1, 000000007B], [2, 000000007C], [3, 7B22696422]]");
    }

    @Test
    void changesOfASchemaRegistryAreRead(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, v UInt64, gone UInt8)"
                        + " ENGINE = ReplacingMergeTree(v, gone) ORDER BY id");
        String change = "{\"before\": null, \"after\": {\"id\": %d}, \"op\": \"c\"}";
        Topic topic = Topic.create(1);
        topic.send(prefixed(topic, 1, change.formatted(1)));
        topic.send(prefixed(topic, 2, change.formatted(2)));
        Pipe.of(db, topic, "id BIGINT NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                .with("format", "debezium-json")
                .run();
        assertThat(db.query("SELECT id FROM t FINAL ORDER BY id")).hasToString("[[1], [2]]");
    }

    @Test
    void otherMessagesOfASchemaRegistryBecomeDeadLetters(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        Topic topic = Topic.create(1);
        topic.send(prefixed(topic, 7, "\u0000\u0008\u0001")).send("{\"id\": 1}");
        kept(db, topic, "id BIGINT NOT NULL").run();
        assertThat(db.query("SELECT id FROM t")).hasToString("[[1]]");
        assertThat(
                        db.query(
                                "SELECT offset, hex(raw_message), error LIKE '%for Protobuf%' FROM dead"))
                .hasToString("[[0, 0000000007000801, 1]]");
    }

    @Test
    void otherMessagesOfASchemaRegistryAreAnErrorWithAWayOut(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        Topic topic = Topic.create(1);
        topic.send(prefixed(topic, 7, "\u0000secret"));
        assertThatThrownBy(Pipe.of(db, topic, "id BIGINT NOT NULL")::run)
                .rootCause()
                .hasMessageContaining("partition 0, offset 0")
                .hasMessageContaining("serializers of a schema registry")
                .hasMessageContaining("avro-confluent for Avro")
                .hasMessageContaining("Exception: ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anErrorOfAFormatShowsNothingOfTheMessage(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        for (String message :
                List.of(
                        "{\"id\": \"a 'secret'\"}",
                        "{\"id\": secret}",
                        "secret",
                        "{\"id\": {\"secret")) {
            Topic topic = Topic.create(1).send(message);
            assertThatThrownBy(Pipe.of(db, topic, "id BIGINT NOT NULL")::run)
                    .hasStackTraceContaining("partition 0, offset 0: ")
                    .satisfies(
                            e -> {
                                for (Throwable t = e; t != null; t = t.getCause()) {
                                    assertThat(t.toString()).doesNotContain("secret");
                                }
                            });
        }
    }

    /** The decoder of Avro would take the bytes behind a record for the next message. */
    @Test
    void avroThatDoesNotEndWithItsRecordBecomesADeadLetter(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (k Int64, id Int64, name Nullable(String)) ENGINE = MergeTree ORDER BY k");
        String key = "\u0002";
        String row = "\u000e\u0002\u0004ok";
        Topic topic = Topic.create(1);
        topic.send(avro(topic, key, row)).send(avro(topic, key + "\u0004", row));
        topic.send(avro(topic, key, row + row)).send(avro(topic, key, row + "\0"));
        topic.send(avro(topic, key, row + row.repeat(2_000)));
        topic.send(avro(topic, key, row.substring(0, 4))).send(avro(topic, key, row));
        kept(db, topic, "k BIGINT NOT NULL, id BIGINT NOT NULL, name STRING")
                .without("format")
                .with("value.format", "avro")
                .with("value.fields-include", "EXCEPT_KEY")
                .with("key.format", "avro")
                .with("key.fields", "k")
                .run();
        assertThat(db.query("SELECT * FROM t")).hasToString("[[1, 7, ok], [1, 7, ok]]");
        assertThat(
                        db.query(
                                "SELECT offset, error LIKE '%declare all fields of the schema%' FROM dead"
                                        + " ORDER BY offset"))
                .hasToString("[[1, 1], [2, 1], [3, 1], [4, 1], [5, 1]]");
    }

    /** A table of fewer fields than the producer writes is an error at the first message. */
    @Test
    void avroWithAFieldMoreIsAnErrorWithAWayOut(ClickHouseDatabase db) {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        Topic topic = Topic.create(1).send("\u000e\u0002\u0004ok");
        assertThatThrownBy(Pipe.of(db, topic, "id BIGINT NOT NULL").with("format", "avro")::run)
                .rootCause()
                .hasMessageContaining("partition 0, offset 0")
                .hasMessageContaining("5 bytes")
                .hasMessageContaining("declare all fields of the schema");
    }

    @Test
    void avroInJsonIsRead(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        Topic topic = Topic.create(1).send("{\"id\": 7}").send("{\"id\": 8}");
        Pipe.of(db, topic, "id BIGINT NOT NULL")
                .with("format", "avro")
                .with("avro.encoding", "json")
                .run();
        assertThat(db.query("SELECT id FROM t ORDER BY id")).hasToString("[[7], [8]]");
    }

    private static ProducerRecord<byte[], byte[]> avro(Topic topic, String key, String value) {
        return new ProducerRecord<>(topic.name(), 0, Topic.bytes(key), Topic.bytes(value));
    }

    private Pipe kept(ClickHouseDatabase db, Topic topic, String columns) {
        return Pipe.of(db, topic, columns)
                .with("scan.error-mode", "dead-letter")
                .with("sink.error-mode", "dead-letter")
                .with("sink.dead-letter.table", "dead")
                .with("sink.exactly-once.spool-path", directory.toUri().toString());
    }

    private static ProducerRecord<byte[], byte[]> prefixed(Topic topic, int id, String text) {
        byte[] value = ("\0\0\0\0" + (char) id + text).getBytes(StandardCharsets.ISO_8859_1);
        return new ProducerRecord<>(topic.name(), 0, null, value);
    }

    private static List<Line> linesOfThePage() throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        return page.subList(page.indexOf(HEADER) + 2, page.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.replace("`", "").split("\\|"))
                .map(cells -> new Line(cells[1].strip(), cells[2].strip(), cells[3].strip()))
                .toList();
    }

    /** Returns a column per line, of the line's Flink type or what ClickHouse has for it. */
    private static String columns(List<Line> lines, String form) {
        return IntStream.range(0, lines.size())
                .mapToObj(
                        i -> {
                            String type = lines.get(i).type;
                            return "c"
                                    + i
                                    + " "
                                    + (form == null ? type : form.formatted(stored(type)));
                        })
                .collect(Collectors.joining(", "));
    }

    private static String stored(String type) {
        return switch (type) {
            case "TINYINT" -> "Int8";
            case "INT" -> "Int32";
            case "BIGINT" -> "Int64";
            case "FLOAT" -> "Float32";
            case "DOUBLE" -> "Float64";
            case "BOOLEAN" -> "Bool";
            case "STRING" -> "String";
            case "DATE" -> "Date32";
            case "TIMESTAMP(3)" -> "DateTime64(3)";
            default -> type.replace("DECIMAL", "Decimal");
        };
    }
}
