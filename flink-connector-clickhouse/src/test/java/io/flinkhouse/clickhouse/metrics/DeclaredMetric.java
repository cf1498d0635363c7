// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A metric of the connector, as its enum declares it.
 *
 * @param part the part of the connector that shows it
 */
record DeclaredMetric(String part, String key, String kind, String description) {

    /** How Flink's reporter for Prometheus names the metrics of an operator. */
    static final String OPERATOR = "flink_taskmanager_job_task_operator_";

    static List<DeclaredMetric> all() {
        return Stream.of(
                        Arrays.stream(SinkMetric.values())
                                .map(m -> of("Sink writer", m.key(), m.kind(), m.description())),
                        Arrays.stream(CommitMetric.values())
                                .map(m -> of("Committer", m.key(), m.kind(), m.description())),
                        Arrays.stream(FeedMetric.values())
                                .map(m -> of("Topic", m.key(), m.kind(), m.description())),
                        Arrays.stream(ScanMetric.values())
                                .map(m -> of("Reader", m.key(), m.kind(), m.description())))
                .flatMap(metrics -> metrics)
                .toList();
    }

    private static DeclaredMetric of(String part, String key, String kind, String description) {
        return new DeclaredMetric(part, key, kind, description);
    }

    String prometheusName() {
        return OPERATOR + key;
    }

    /**
     * The query of its panel: the reporter makes gauges of counters, and summaries of histograms.
     */
    String query() {
        String selected = prometheusName() + "{job_name=~\"$job\"}";
        return switch (kind) {
            case "Counter" -> "sum by (operator_name) (rate(" + selected + "[$__rate_interval]))";
            case "Histogram" ->
                    "max by (operator_name, quantile) ("
                            + prometheusName()
                            + "{job_name=~\"$job\", quantile=~\"0.5|0.95|0.99\"})";
            default -> (isTime() ? "max" : "sum") + " by (operator_name) (" + selected + ")";
        };
    }

    private boolean isTime() {
        return key.endsWith("Ms") || key.endsWith("Time") || key.endsWith("Latency");
    }

    /** The unit of its panel, in Grafana's words. */
    String unit() {
        if (isTime()) {
            return "ms";
        }
        if (key.contains("Bytes")) {
            return kind.equals("Counter") ? "Bps" : "bytes";
        }
        return "short";
    }

    String legend() {
        return kind.equals("Histogram")
                ? "{{operator_name}}, quantile {{quantile}}"
                : "{{operator_name}}";
    }

    String title() {
        return kind.equals("Counter") ? key + " per second" : key;
    }
}
