// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.mapping.RecordMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table for one test of Flink's suite, which keeps the order of what the suite writes. */
final class SourceSuiteContext implements DataStreamSourceExternalContext<SourceSuiteContext.Text> {

    private static final int ROWS = 200;

    private final ClickHouseDatabase db;
    private final String table = "texts_" + UUID.randomUUID().toString().replace('-', '_');
    private int splits;

    /** A row. */
    public record Text(String text) implements Comparable<Text> {
        @Override
        public int compareTo(Text other) {
            return text.compareTo(other.text);
        }
    }

    SourceSuiteContext(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE "
                        + table
                        + " (split Int32, place Int32, text String) ENGINE = MergeTree ORDER BY"
                        + " (split, place) SETTINGS enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1");
    }

    @Override
    public Source<Text, ?, ?> createSource(TestingSourceSettings settings) {
        return ClickHouseSource.<Text>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), table)
                .records(RecordMapping.of(Text.class))
                .startupMode(
                        settings.getBoundedness() == Boundedness.BOUNDED
                                ? StartupMode.SNAPSHOT
                                : StartupMode.INITIAL)
                .polling(Duration.ofMillis(50), Duration.ofSeconds(1))
                .build();
    }

    @Override
    public ExternalSystemSplitDataWriter<Text> createSourceSplitDataWriter(
            TestingSourceSettings settings) {
        int split = splits++;
        return new ExternalSystemSplitDataWriter<>() {
            @Override
            public void writeRecords(List<Text> records) {
                String texts =
                        records.stream()
                                .map(record -> "'" + record.text() + "'")
                                .collect(Collectors.joining(", "));
                db.execute(
                        "INSERT INTO "
                                + table
                                + " WITH ["
                                + texts
                                + "] AS texts SELECT "
                                + split
                                + ", place, text FROM system.one ARRAY JOIN arrayEnumerate(texts) AS"
                                + " place, texts AS text");
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    @Override
    public List<Text> generateTestData(TestingSourceSettings settings, int split, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> new Text(split + "-" + random.nextLong()))
                .limit(ROWS)
                .toList();
    }

    @Override
    public TypeInformation<Text> getProducedType() {
        return TypeInformation.of(Text.class);
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        db.execute("DROP TABLE " + table + " SYNC");
    }
}
