// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.e2e;

import io.flinkhouse.testutils.process.Distribution;
import io.flinkhouse.testutils.process.FlinkOptions;
import io.flinkhouse.testutils.process.SchemaRegistry;
import io.flinkhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each format in the SQL client, from the topic into ClickHouse with one table; on every Flink
 * line. All topics are filled by one job and carried by another, which {@code formats.sql} holds.
 */
@Tag("smoke")
@ExtendWith(ShowLogs.class)
class KafkaFormatsE2ECase {

    private static final List<String> TARGETS =
            List.of(
                    "of_json (id Int64, tags Array(String), attributes Map(String, Int32), point"
                            + " Tuple(x Float64, y Nullable(Float64)), at DateTime64(3, 'UTC'), source"
                            + " String DEFAULT 'flink')"
                            + PLAIN,
                    "of_csv (id Int64, name Nullable(String), price Decimal(9, 2))" + PLAIN,
                    "of_raw (line String) ENGINE = MergeTree ORDER BY tuple()",
                    "of_avro (id Int64, name Nullable(String), price Nullable(Decimal(10, 2)), day"
                            + " Nullable(Date), at Nullable(DateTime64(3)), seen Nullable(DateTime64(6)),"
                            + " tags Array(String), attributes Map(String, Int32), point Tuple(x"
                            + " Nullable(Int32), label Nullable(String)), data Nullable(String))"
                            + PLAIN,
                    "of_registry (id Int64, name Nullable(String), note String DEFAULT 'none', source"
                            + " String DEFAULT 'flink')"
                            + PLAIN);

    private static final String PLAIN = " ENGINE = MergeTree ORDER BY id";

    private static TestBed bed;
    private static SchemaRegistry registry;

    @BeforeAll
    static void carryEverything() {
        bed = TestBed.start(FlinkOptions.DEFAULT.withTaskManagers(1, 2));
        registry = SchemaRegistry.start();
        TARGETS.forEach(table -> bed.clickHouse().execute("CREATE TABLE default." + table));
        fill();
        List<Path> jars = new ArrayList<>(ConnectorJar.withKafka());
        jars.addAll(Distribution.avroConfluentFormat(bed.flink().version()));
        bed.flink().sql(script(), jars);
    }

    @AfterAll
    static void stop() {
        registry.close();
        bed.close();
    }

    @Test
    void json() {
        assertThat(rows("SELECT id, tags, attributes, point, at, source FROM of_json ORDER BY id"))
                .containsExactly(
                        List.of(
                                "1",
                                "['a','b']",
                                "{'k':7}",
                                "(1.5,NULL)",
                                "2026-01-02 03:04:05.678",
                                "flink"),
                        List.of("2", "[]", "{}", "(0,NULL)", "1970-01-01 00:00:00.000", "flink"));
    }

    private static void fill() {
        send("json", "{\"id\":1}");
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
                    .replace("${registry}", registry.url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
