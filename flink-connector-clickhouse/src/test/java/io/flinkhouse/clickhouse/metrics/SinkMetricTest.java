// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class SinkMetricTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "generated", "metrics.md");

    /** {@code -Ddocs.update} writes the document instead. */
    @Test
    void theMetricTableIsUpToDate() throws IOException {
        String expected =
                "<!-- Written by SinkMetricTest from SinkMetric, CommitMetric, FeedMetric and ScanMetric. -->\n\n"
                        + "Metrics of each sink writer, in the operator's metric group. A writer has those"
                        + " that can change with its delivery guarantee and options.\n\n"
                        + "| metric | kind | exists with | meaning |\n|---|---|---|---|\n"
                        + Arrays.stream(SinkMetric.values())
                                .map(SinkMetricTest::row)
                                .collect(Collectors.joining())
                        + "\nMetrics of each committer, in the operator's metric group: with"
                        + " exactly-once; with another guarantee only where blocks of an"
                        + " exactly-once run were restored.\n\n"
                        + table(
                                Arrays.stream(CommitMetric.values())
                                        .map(m -> row(m.key(), m.kind(), m.description())))
                        + "\nMetrics of the operator behind the source of a table with a topic, which"
                        + " takes broken messages out; where they are dead letters it has a"
                        + " committer's metrics too.\n\n"
                        + table(
                                Arrays.stream(FeedMetric.values())
                                        .map(m -> row(m.key(), m.kind(), m.description())))
                        + "\nMetrics of each reader of a table, in the operator's metric group.\n\n"
                        + table(
                                Arrays.stream(ScanMetric.values())
                                        .map(m -> row(m.key(), m.kind(), m.description())));
        if (System.getProperty("docs.update") != null) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(DOCUMENT).as("run again with -Ddocs.update").hasContent(expected);
    }

    private static String table(Stream<String> rows) {
        return rows.collect(
                Collectors.joining("", "| metric | kind | meaning |\n|---|---|---|\n", ""));
    }

    private static String row(SinkMetric metric) {
        return row(metric.key(), metric.kind(), metric.exists() + " | " + metric.description());
    }

    private static String row(String key, String kind, String description) {
        return "| `" + key + "` | " + kind + " | " + description + " |\n";
    }
}
