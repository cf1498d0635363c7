// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the alert rules of Prometheus from the names of the metrics. */
final class AlertRules {

    private static final String BY = "sum by (job_name, operator_name) ";

    private record Alert(
            String name, String query, String lasting, String severity, String summary) {}

    private AlertRules() {}

    static String yaml() {
        return "# Licensed under the Apache License, Version 2.0: see LICENSE.\n"
                + "# Written by SinkMetricTest; docs/observability.md explains each alert.\n"
                + "groups:\n  - name: flink-connector-clickhouse\n    rules:\n"
                + alerts().stream().map(AlertRules::yaml).collect(Collectors.joining());
    }

    private static List<Alert> alerts() {
        return Stream.of(delivery(), requests(), inserts(), rows(), jobs())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Alert> delivery() {
        return List.of(
                new Alert(
                        "ClickHouseBlocksWait",
                        "max by (job_name, operator_name) ("
                                + name(CommitMetric.OLDEST_PENDING_AGE.key())
                                + ") > 600000",
                        "5m",
                        "critical",
                        "Sealed blocks wait for more than 10 minutes: the server does not take them."),
                new Alert(
                        "ClickHouseRowsMayBeDouble",
                        grows(CommitMetric.IN_DOUBT_POLICY_RESEND.key(), "15m"),
                        "0m",
                        "critical",
                        "Blocks in doubt were sent again, as 'sink.exactly-once.in-doubt' says."),
                new Alert(
                        "ClickHouseRowsMayBeMissing",
                        grows(CommitMetric.IN_DOUBT_POLICY_SKIP.key(), "15m"),
                        "0m",
                        "critical",
                        "Blocks in doubt were left out, as 'sink.exactly-once.in-doubt' says."));
    }

    private static List<Alert> requests() {
        return List.of(
                new Alert(
                        "ClickHouseInsertsRepeated",
                        BY + "(increase(" + name(SinkMetric.INSERT_RETRIES.key()) + "[10m])) > 10",
                        "5m",
                        "warning",
                        "Inserts fail and are sent again: look at the server's load and its parts."),
                new Alert(
                        "ClickHouseCommitsRepeated",
                        BY + "(increase(" + name(CommitMetric.RESENDS.key()) + "[10m])) > 10",
                        "5m",
                        "warning",
                        "Commits fail and are sent again: look at the server's load and its parts."),
                new Alert(
                        "ClickHouseQueriesRepeated",
                        BY + "(increase(" + name(ScanMetric.READ_RETRIES.key()) + "[10m])) > 10",
                        "5m",
                        "warning",
                        "Queries fail and are sent again: look at the server's load."));
    }

    private static List<Alert> inserts() {
        return List.of(
                new Alert(
                        "ClickHouseInsertsSlow",
                        "max by (job_name, operator_name) ("
                                + name(SinkMetric.INSERT_LATENCY.key())
                                + "{quantile=\"0.95\"}) > 30000",
                        "10m",
                        "warning",
                        "One insert of twenty takes more than 30 seconds."),
                new Alert(
                        "ClickHouseInsertsSmall",
                        "max by (job_name, operator_name) ("
                                + name(SinkMetric.BATCH_ROWS.key())
                                + "{quantile=\"0.5\"}) < 1000 and "
                                + BY
                                + "(rate("
                                + name(SinkMetric.ROWS_SENT.key())
                                + "[5m])) > 1000",
                        "15m",
                        "warning",
                        "Inserts hold few rows although many arrive: the table gets many parts."));
    }

    private static List<Alert> rows() {
        return List.of(
                lost(SinkMetric.REJECTED_ROWS.key(), "Rejected", "a column cannot hold"),
                lost(SinkMetric.REFUSED.key(), "Refused", "the server refuses"),
                lost(FeedMetric.BROKEN_MESSAGES.key(), "Broken", "the format cannot read"));
    }

    private static List<Alert> jobs() {
        return List.of(
                new Alert(
                        "ClickHousePipeFallsBehind",
                        "sum by (job_name) (deriv(flink_taskmanager_job_task_operator_pendingRecords[15m])) > 0"
                                + " and sum by (job_name) (flink_taskmanager_job_task_operator_pendingRecords) > 100000",
                        "30m",
                        "warning",
                        "Messages arrive faster than they are delivered."),
                new Alert(
                        "ClickHouseJobRestarts",
                        "max by (job_name) (increase(flink_jobmanager_job_numRestarts[15m])) > 2",
                        "0m",
                        "critical",
                        "The job fails again and again: its exception says why."),
                new Alert(
                        "ClickHouseCheckpointsFail",
                        "max by (job_name) (increase(flink_jobmanager_job_numberOfFailedCheckpoints[15m])) > 2",
                        "0m",
                        "critical",
                        "Checkpoints fail: exactly-once rows stay invisible, and a restart goes far back."));
    }

    private static Alert lost(String key, String what, String why) {
        return new Alert(
                "ClickHouse" + what + "Rows",
                grows(key, "15m"),
                "0m",
                "warning",
                "Rows or messages that " + why + " are skipped or go to the dead-letter table.");
    }

    private static String grows(String key, String time) {
        return BY + "(increase(" + name(key) + "[" + time + "])) > 0";
    }

    private static String name(String key) {
        return DeclaredMetric.OPERATOR + key;
    }

    private static String yaml(Alert alert) {
        return """
                      - alert: %s
                        expr: '%s'
                        for: %s
                        labels:
                          severity: %s
                        annotations:
                          summary: "{{ $labels.job_name }}: %s"
                """
                .formatted(
                        alert.name(),
                        alert.query(),
                        alert.lasting(),
                        alert.severity(),
                        alert.summary());
    }
}
