// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class SinkMetricTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "generated", "metrics.md");
    private static final Path OBSERVABILITY = Path.of("..", "docs", "observability");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

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
        assertUpToDate(DOCUMENT, expected);
    }

    @Test
    void theDashboardIsUpToDate() throws IOException {
        assertUpToDate(OBSERVABILITY.resolve("grafana-dashboard.json"), GrafanaDashboard.json());
    }

    @Test
    void theAlertsAreUpToDate() throws IOException {
        assertUpToDate(OBSERVABILITY.resolve("prometheus-alerts.yaml"), AlertRules.yaml());
    }

    @Test
    void theDashboardShowsEveryDocumentedMetric() throws IOException {
        Matcher documented = DOCUMENTED.matcher(Files.readString(DOCUMENT));
        assertThat(documented.results().map(row -> DeclaredMetric.OPERATOR + row.group(1) + "{"))
                .hasSizeGreaterThan(20)
                .allMatch(GrafanaDashboard.json()::contains);
    }

    private static void assertUpToDate(Path document, String expected) throws IOException {
        if (System.getProperty("docs.update") != null) {
            Files.createDirectories(document.getParent());
            Files.writeString(document, expected);
        }
        assertThat(document).as("run again with -Ddocs.update").hasContent(expected);
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
