// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A savepoint that an earlier connector took while nothing that it holds was in ClickHouse: a block
 * inside the state, a block in the spool, sealed letters about rows and about messages. State names
 * the spool by its absolute path, so it is always unpacked to the same place.
 *
 * @param version of the Flink that took it
 */
record SavepointFixture(String version) {

    static final int MESSAGES = 300;
    static final String TOPIC = "fixture";

    private static final int TEXT_LENGTH = 400;

    /** Blocks know their table by its UUID. */
    private static final List<String> TABLES =
            List.of(
                    table("numbers", 1, "id UInt64, small UInt8, text String"),
                    table("texts", 2, "id UInt64, text String"),
                    table(
                            "dead",
                            3,
                            "time DateTime64(3, 'UTC'), kind LowCardinality(String), topic"
                                    + " LowCardinality(Nullable(String)), partition Nullable(Int32), offset"
                                    + " Nullable(Int64), key Nullable(String), raw_message"
                                    + " Nullable(String), error String"));

    /** Never changed: state belongs to operators, which Flink tells apart by the plan. */
    private static final String SQL =
            """
            CREATE TABLE numbers (id BIGINT NOT NULL, small SMALLINT NOT NULL, text STRING NOT NULL)
              WITH ('connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'numbers',
              'topic' = '%2$s', 'properties.bootstrap.servers' = '%3$s', 'format' = 'json',
              'scan.startup.mode' = 'earliest-offset', 'scan.error-mode' = 'dead-letter',
              'sink.error-mode' = 'dead-letter', 'sink.dead-letter.table' = 'dead',
              'sink.semantic' = 'exactly-once', 'sink.exactly-once.spool-path' = '%4$s');
            CREATE TABLE texts (id BIGINT NOT NULL, text STRING NOT NULL)
              WITH ('connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'texts',
              'sink.semantic' = 'exactly-once', 'sink.exactly-once.spool-path' = '%4$s');
            EXECUTE STATEMENT SET BEGIN
              INSERT INTO numbers SELECT id, small, 'n' FROM numbers;
              INSERT INTO texts SELECT id, text FROM numbers;
            END;
            """;

    private static String table(String name, int number, String columns) {
        return "CREATE TABLE default.%s UUID '00000000-0000-4000-8000-00000000000%d' (%s, _flink_block"
                        .formatted(name, number, columns)
                + " UInt64 MATERIALIZED 0) ENGINE = MergeTree ORDER BY tuple()";
    }

    Path directory() {
        return Path.of("/tmp/flink-clickhouse-fixture").resolve(version);
    }

    /** Where a savepoint is before it is packed, and after it is unpacked. */
    Path savepoint() {
        return directory().resolve("savepoint");
    }

    static void createTables(ClickHouseServer clickHouse) {
        TABLES.forEach(clickHouse::execute);
    }

    String sql(ClickHouseServer clickHouse, KafkaBroker kafka) {
        return SQL.formatted(
                clickHouse.url(),
                TOPIC,
                kafka.bootstrapServers(),
                "file://" + directory() + "/spool");
    }

    /** Three messages that are broken, and three whose rows the table cannot hold. */
    static void send(KafkaTopic topic, int first) {
        for (int id = first; id < first + MESSAGES; id++) {
            topic.send(message(id));
        }
        topic.flush();
    }

    private static String message(int id) {
        return switch (id % 100) {
            case 50 -> "{\"id\": ";
            case 51 -> json(id, 300);
            default -> json(id, id % 100);
        };
    }

    /** Text that no compression makes small, so that its block goes to the spool. */
    private static String json(int id, int small) {
        Random random = new Random(id);
        String text =
                IntStream.range(0, TEXT_LENGTH)
                        .mapToObj(i -> Character.toString('0' + random.nextInt(40)))
                        .map(letter -> letter.equals("\\") ? "z" : letter)
                        .collect(Collectors.joining());
        return "{\"id\":%d,\"small\":%d,\"text\":\"%s\"}".formatted(id, small, text);
    }

    /** Waits until the writers have so many rows since the job started. */
    static void awaitRead(FlinkJob job, int messages) {
        int rows = 2 * (messages - messages / 100);
        job.awaitRunning(TestBed.SOON);
        Await.until(
                rows + " rows in the writers",
                TestBed.SOON,
                () -> job.metric("Writer.numRecordsIn") >= rows,
                () -> "; there are " + job.metric("Writer.numRecordsIn") + " " + job.failure());
    }

    void pack(Path zip) throws IOException {
        Files.createDirectories(zip.getParent());
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream packed = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(directory())) {
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                packed.putNextEntry(new ZipEntry(directory().relativize(path).toString()));
                Files.copy(path, packed);
            }
        }
    }

    /** Puts all files where the state expects them. */
    void unpack() throws IOException {
        delete();
        String name = "/savepoints/" + version + "/exactly-once.zip";
        try (InputStream file = SavepointFixture.class.getResourceAsStream(name);
                ZipInputStream packed = new ZipInputStream(file)) {
            for (ZipEntry entry = packed.getNextEntry();
                    entry != null;
                    entry = packed.getNextEntry()) {
                Path path = directory().resolve(entry.getName());
                Files.createDirectories(path.getParent());
                Files.write(path, packed.readAllBytes());
            }
        }
    }

    void delete() throws IOException {
        if (Files.exists(directory())) {
            try (Stream<Path> all = Files.walk(directory())) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
