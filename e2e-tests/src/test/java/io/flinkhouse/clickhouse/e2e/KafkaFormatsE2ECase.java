// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Distribution;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.SchemaRegistry;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests each format in the SQL client, from the topic into ClickHouse with one table, on every
 * Flink version. All topics are filled by one job and carried by another, which {@code formats.sql}
 * holds, each at least once.
 */
@Tag("smoke")
@ExtendWith(ShowLogs.class)
class KafkaFormatsE2ECase {

    private static final String REPLACING =
            " (id Int64, name Nullable(String), version UInt64, deleted UInt8) ENGINE ="
                    + " ReplacingMergeTree(version, deleted) ORDER BY id";

    private static final String EXPLAINED =
            """
            CREATE TABLE pipe (id BIGINT NOT NULL) WITH ('connector' = 'clickhouse',
              'url' = 'http://localhost:1', 'table-name' = 't', 'topic' = 't', 'format' = 'json',
              'properties.bootstrap.servers' = 'localhost:1',
              'scan.startup.mode' = 'earliest-offset');
            EXPLAIN SELECT * FROM pipe;
            """;

    private static final String[] TARGETS = {
        "of_json (id Int64, tags Array(String), attributes Map(String, Int32), point Tuple(x"
                + " Nullable(Float64), y Nullable(Float64)), at Nullable(DateTime64(3, 'UTC')),"
                + " source String DEFAULT 'flink') ENGINE = MergeTree ORDER BY id",
        "of_csv (id Int64, name Nullable(String), price Nullable(Decimal(9, 2))) ENGINE ="
                + " MergeTree ORDER BY id",
        "of_raw (line Nullable(String), _key Nullable(String), _offset Nullable(UInt64),"
                + " _header_keys Array(String)) ENGINE = MergeTree ORDER BY tuple()",
        "passed_through (id Int64, tags Array(String), source String DEFAULT 'flink') ENGINE ="
                + " MergeTree ORDER BY id",
        "of_avro (id Int64, name Nullable(String), price Nullable(Decimal(10, 2)), day"
                + " Nullable(Date), at Nullable(DateTime64(3, 'UTC')), active Nullable(Bool), ratio"
                + " Nullable(Float64), tags Array(String), attributes Map(String, Int32), point"
                + " Tuple(x Nullable(Int32), label Nullable(String)), data Nullable(String))"
                + " ENGINE = MergeTree ORDER BY id",
        "of_registry (id Int64, name Nullable(String), note String DEFAULT 'none', source String"
                + " DEFAULT 'flink', _raw_message Nullable(String)) ENGINE = MergeTree ORDER BY id",
        "of_enum (state Enum8('NEW' = 1, 'PAID' = 2), at DateTime64(3, 'UTC')) ENGINE = MergeTree"
                + " ORDER BY at",
        "of_debezium" + REPLACING,
        "of_canal" + REPLACING,
        "of_maxwell" + REPLACING
    };

    private static final String MICROSECONDS =
            """
            CREATE TABLE pipe (`at` TIMESTAMP(6) NOT NULL) WITH ('connector' = 'clickhouse',
              'url' = 'http://localhost:1', 'table-name' = 't', 'topic' = 't',
              'format' = 'avro-confluent', 'avro-confluent.url' = 'http://localhost:1',
              'properties.bootstrap.servers' = 'localhost:1',
              'scan.startup.mode' = 'earliest-offset');
            EXPLAIN SELECT * FROM pipe;
            """;

    private static TestBed bed;
    private static SchemaRegistry registry;
    private static List<AvroLine> lines;

    @BeforeAll
    static void carryEverything() throws IOException {
        bed = TestBed.start(FlinkOptions.DEFAULT.withTaskManagers(1, 2));
        registry = SchemaRegistry.start();
        for (String table : TARGETS) {
            bed.clickHouse().execute("CREATE TABLE default." + table);
        }
        fill();
        lines = AvroLine.ofThePage();
        bed.clickHouse()
                .execute(
                        "CREATE TABLE default.of_lines (_offset Int64, "
                                + columns(line -> "Nullable(" + line.stored() + ")")
                                + ") ENGINE = MergeTree ORDER BY _offset");
        fillLines();
        fillEnum();
        bed.flink().sql(script(), jars());
    }

    @AfterAll
    static void stop() {
        registry.close();
        bed.close();
    }

    @Test
    void json() {
        assertThat(
                        rows(
                                "SELECT DISTINCT id, tags, attributes, point, at, source FROM default.of_json"
                                        + " ORDER BY id"))
                .containsExactly(
                        Arrays.asList(
                                "1",
                                "['a','b']",
                                "{'k':7}",
                                "(1.5,NULL)",
                                "2026-01-02 03:04:05.678",
                                "flink"),
                        Arrays.asList("2", "[]", "{}", "(NULL,NULL)", null, "flink"));
    }

    @Test
    void csv() {
        assertThat(rows("SELECT DISTINCT * FROM default.of_csv ORDER BY id"))
                .containsExactly(
                        Arrays.asList("1", "one; and more", "12.34"),
                        Arrays.asList("2", null, null));
    }

    @Test
    void raw() {
        assertThat(rows("SELECT DISTINCT * FROM default.of_raw ORDER BY _offset"))
                .containsExactly(
                        Arrays.asList("any {text", null, "0", "[]"),
                        Arrays.asList("", null, "1", "[]"));
    }

    /** The messages of the JSON topic, as the server reads them. */
    @Test
    void messagesThatFlinkDoesNotDecode() {
        assertThat(rows("SELECT DISTINCT * FROM default.passed_through ORDER BY id"))
                .containsExactly(List.of("1", "['a','b']", "flink"), List.of("2", "[]", "flink"));
    }

    /** Nulls of arrays, maps and records become what ClickHouse has for them. */
    @Test
    void avro() {
        assertThat(
                        rows(
                                "SELECT DISTINCT id, name, price, day, at, active, ratio, tags, attributes, point,"
                                        + " hex(data) FROM default.of_avro ORDER BY id"))
                .containsExactly(
                        Arrays.asList(
                                "1",
                                "one",
                                "12.34",
                                "2026-01-02",
                                "2026-01-02 03:04:05.678",
                                "true",
                                "0.5",
                                "['a','b']",
                                "{'k':7}",
                                "(3,'here')",
                                "00FF"),
                        Arrays.asList(
                                "2",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                "[]",
                                "{}",
                                "(NULL,NULL)",
                                null));
    }

    /**
     * A field more is ignored, a field less is null, and null is the DEFAULT where there is one.
     */
    @Test
    void avroWithASchemaThatChanges() {
        assertThat(
                        rows(
                                "SELECT DISTINCT id, name, note, source FROM default.of_registry ORDER BY id"))
                .containsExactly(
                        Arrays.asList("1", "first", "none", "flink"),
                        Arrays.asList("2", "added", "none", "flink"),
                        Arrays.asList("3", null, "none", "flink"),
                        Arrays.asList("4", "reordered", "none", "flink"),
                        Arrays.asList("5", "noted", "a note", "flink"),
                        Arrays.asList("6", "not noted", "none", "flink"));
    }

    /** Each line of the table in docs/kafka.md. */
    @Test
    void valuesOfAvro() {
        assertThat(lines).hasSizeGreaterThan(10);
        List<AvroLine> seen = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String sql = "SELECT toString(c%1$d) FROM default.of_lines WHERE _offset = %1$d";
            List<List<String>> row = rows(sql.formatted(i));
            seen.add(lines.get(i).withResult(row.isEmpty() ? "error" : row.get(0).get(0)));
        }
        assertThat(seen).containsExactlyElementsOf(lines);
    }

    /** With the schema of the topic; microseconds are declared as the number that they are. */
    @Test
    void enumsAndMicrosecondsOfAvro() {
        assertThat(rows("SELECT DISTINCT state, at FROM default.of_enum"))
                .containsExactly(List.of("PAID", "2026-01-02 03:04:05.678"));
    }

    @Test
    void microsecondsOfAvroAreNoTimestamp() {
        assertThat(bed.flink().sqlError(MICROSECONDS, jars())).contains("precision less than 3");
    }

    /** The id of the schema is in the message, four bytes after a zero. */
    @Test
    void rawMessagesOfTheRegistry() {
        assertThat(
                        rows(
                                "SELECT uniqExact(substring(_raw_message, 1, 5)), uniqExactIf(id, _raw_message LIKE"
                                        + " '\\0%') FROM default.of_registry"))
                .containsExactly(List.of("5", "6"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"debezium", "canal", "maxwell"})
    void changes(String format) {
        assertThat(
                        rows(
                                "SELECT DISTINCT id, name FROM default.of_"
                                        + format
                                        + " FINAL ORDER BY id"))
                .containsExactly(List.of("1", "changed"), List.of("3", "c"));
    }

    @Test
    void aMissingKafkaConnectorIsNamed() {
        assertThat(bed.flink().sqlError(EXPLAINED, List.of(ConnectorJar.path())))
                .contains("Kafka connector, exactly one. For Flink", connectorName());
    }

    private static String connectorName() {
        return bed.flink().version().startsWith("1.")
                ? "flink-connector-kafka 3.4.0-1.20"
                : "flink-sql-connector-kafka 5.0.0-2.2";
    }

    private static void fill() {
        send(
                "json",
                "{\"id\":1,\"tags\":[\"a\",\"b\"],\"attributes\":{\"k\":7},\"point\":{\"x\":1.5},"
                        + "\"at\":\"2026-01-02T03:04:05.678Z\",\"ignored\":{}}",
                "{\"id\":2,\"tags\":null}");
        send("csv", "1;\"one; and more\";12.34", "2;-;-");
        send("raw", "any {text", "");
        send("avro");
        send("registry");
        send(
                "debezium",
                debezium("null", row(1, "a"), "c"),
                debezium("null", row(2, "b"), "r"),
                debezium(row(1, "a"), row(1, "changed"), "u"),
                debezium(row(2, "b"), "null", "d"),
                debezium("null", row(3, "c"), "c"));
        send(
                "canal",
                canal(row(1, "a") + "," + row(2, "b"), "null", "INSERT"),
                canal(row(1, "changed"), "[{\"name\":\"a\"}]", "UPDATE"),
                canal(row(2, "b"), "null", "DELETE"),
                canal(row(3, "c"), "null", "INSERT"));
        send(
                "maxwell",
                maxwell(row(1, "a"), "insert", ""),
                maxwell(row(2, "b"), "insert", ""),
                maxwell(row(1, "changed"), "update", ",\"old\":{\"name\":\"a\"}"),
                maxwell(row(2, "b"), "delete", ""),
                maxwell(row(3, "c"), "insert", ""));
    }

    /** Sends a message per line, whose schema has the line's field alone. */
    private static void fillLines() {
        try (KafkaTopic topic = KafkaTopic.create(bed.kafka(), "lines", 1)) {
            for (int i = 0; i < lines.size(); i++) {
                String schema = lines.get(i).record("c" + i);
                ByteArrayOutputStream message =
                        AvroLine.message(0, registry.register("line-" + i, schema));
                lines.get(i).write(message);
                topic.send(message.toByteArray());
            }
        }
    }

    private static void fillEnum() {
        String schema =
                """
                {"type": "record", "name": "R", "fields": [
                  {"name": "state", "type": {"type": "enum", "name": "S", "symbols": ["NEW", "PAID"]}},
                  {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
                """;
        ByteArrayOutputStream message = AvroLine.message(0, registry.register("enum", schema));
        AvroLine.writeLong(1, message);
        AvroLine.writeLong(1_767_323_045_678_901L, message);
        try (KafkaTopic topic = KafkaTopic.create(bed.kafka(), "enum", 1)) {
            topic.send(message.toByteArray());
        }
    }

    /** Returns a column per line. */
    private static String columns(Function<AvroLine, String> type) {
        return IntStream.range(0, lines.size())
                .mapToObj(i -> "c" + i + " " + type.apply(lines.get(i)))
                .collect(Collectors.joining(", "));
    }

    private static List<Path> jars() {
        List<Path> jars = new ArrayList<>(ConnectorJar.withKafka());
        jars.addAll(Distribution.avroConfluentFormat(bed.flink().version()));
        return jars;
    }

    private static String row(int id, String name) {
        return "{\"id\":%d,\"name\":\"%s\"}".formatted(id, name);
    }

    private static String debezium(String before, String after, String op) {
        return "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"ts_ms\":1}"
                .formatted(before, after, op);
    }

    private static String canal(String data, String old, String type) {
        return "{\"data\":[%s],\"old\":%s,\"type\":\"%s\",\"isDdl\":false}"
                .formatted(data, old, type);
    }

    private static String maxwell(String data, String type, String old) {
        return "{\"data\":%s,\"type\":\"%s\",\"ts\":1%s}".formatted(data, type, old);
    }

    private static void send(String topic, String... messages) {
        try (KafkaTopic filled = KafkaTopic.create(bed.kafka(), topic, 1)) {
            Arrays.asList(messages).forEach(filled::send);
        }
    }

    private static List<List<String>> rows(String sql) {
        return bed.clickHouse().query(sql);
    }

    private static String script() {
        try (InputStream sql = KafkaFormatsE2ECase.class.getResourceAsStream("formats.sql")) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${kafka}", bed.kafka().bootstrapServers())
                    .replace("${clickhouse}", bed.clickHouse().url())
                    .replace("${registry}", registry.url())
                    .replace("${lines}", columns(AvroLine::type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
