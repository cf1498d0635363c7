// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the Grafana dashboard: Flink's own figures first, then a panel of each metric. */
final class GrafanaDashboard {

    private static final int WIDTH = 24;
    private static final int PANEL_WIDTH = 8;
    private static final int PANEL_HEIGHT = 7;

    private record Panel(
            String title, String description, String unit, String query, String legend) {}

    private final List<Object> panels = new ArrayList<>();
    private int top;

    private GrafanaDashboard() {}

    static String json() {
        GrafanaDashboard dashboard = new GrafanaDashboard();
        dashboard.section("Job, by Flink", flink());
        DeclaredMetric.all().stream()
                .collect(
                        Collectors.groupingBy(
                                DeclaredMetric::part, LinkedHashMap::new, Collectors.toList()))
                .forEach(
                        (part, metrics) ->
                                dashboard.section(
                                        part,
                                        metrics.stream().map(GrafanaDashboard::panel).toList()));
        return text(dashboard.document(), "") + "\n";
    }

    private static Panel panel(DeclaredMetric metric) {
        return new Panel(
                metric.title(),
                metric.description(),
                metric.unit(),
                metric.query(),
                metric.legend());
    }

    /** What tells a slow source, a slow job and a slow server apart. */
    private static List<Panel> flink() {
        return List.of(
                new Panel(
                        "Messages that wait in Kafka",
                        "Flink's pendingRecords: the lag of the source.",
                        "short",
                        "sum by (operator_name) (flink_taskmanager_job_task_operator_pendingRecords{job_name=~\"$job\"})",
                        "{{operator_name}}"),
                new Panel(
                        "Busy",
                        "Milliseconds per second that a task works, highest subtask.",
                        "ms",
                        "max by (task_name) (flink_taskmanager_job_task_busyTimeMsPerSecond{job_name=~\"$job\"})",
                        "{{task_name}}"),
                new Panel(
                        "Back-pressured",
                        "Milliseconds per second that a task waits for the next one.",
                        "ms",
                        "max by (task_name) (flink_taskmanager_job_task_backPressuredTimeMsPerSecond{job_name=~\"$job\"})",
                        "{{task_name}}"),
                new Panel(
                        "Duration of the last checkpoint",
                        "Exactly-once rows can be read when their checkpoint is complete.",
                        "ms",
                        "max by (job_name) (flink_jobmanager_job_lastCheckpointDuration{job_name=~\"$job\"})",
                        "{{job_name}}"),
                new Panel(
                        "Failed checkpoints",
                        "Failed since the start of the JobManager.",
                        "short",
                        "max by (job_name) (flink_jobmanager_job_numberOfFailedCheckpoints{job_name=~\"$job\"})",
                        "{{job_name}}"),
                new Panel(
                        "Restarts",
                        "Restarts since the start of the JobManager.",
                        "short",
                        "max by (job_name) (flink_jobmanager_job_numRestarts{job_name=~\"$job\"})",
                        "{{job_name}}"));
    }

    private void section(String title, List<Panel> content) {
        panels.add(
                object(
                        "type",
                        "row",
                        "id",
                        panels.size() + 1,
                        "title",
                        title,
                        "collapsed",
                        false,
                        "panels",
                        List.of(),
                        "gridPos",
                        place(0, WIDTH, 1)));
        top++;
        for (int i = 0; i < content.size(); i++) {
            int column = i * PANEL_WIDTH % WIDTH;
            panels.add(graph(content.get(i), place(column, PANEL_WIDTH, PANEL_HEIGHT)));
            if (column + PANEL_WIDTH == WIDTH || i == content.size() - 1) {
                top += PANEL_HEIGHT;
            }
        }
    }

    private Map<String, Object> graph(Panel panel, Map<String, Object> place) {
        Map<String, Object> source = object("type", "prometheus", "uid", "${source}");
        return object(
                "type",
                "timeseries",
                "id",
                panels.size() + 1,
                "title",
                panel.title(),
                "description",
                panel.description(),
                "datasource",
                source,
                "gridPos",
                place,
                "fieldConfig",
                object("defaults", object("unit", panel.unit(), "min", 0), "overrides", List.of()),
                "targets",
                List.of(
                        object(
                                "refId",
                                "A",
                                "datasource",
                                source,
                                "expr",
                                panel.query(),
                                "legendFormat",
                                panel.legend())));
    }

    private Map<String, Object> place(int column, int width, int height) {
        return object("x", column, "y", top, "w", width, "h", height);
    }

    private Map<String, Object> document() {
        return object(
                "title",
                "flink-connector-clickhouse",
                "uid",
                "flink-connector-clickhouse",
                "tags",
                List.of("flink", "clickhouse"),
                "schemaVersion",
                39,
                "version",
                1,
                "editable",
                true,
                "refresh",
                "30s",
                "time",
                object("from", "now-1h", "to", "now"),
                "templating",
                object("list", List.of(source(), job())),
                "panels",
                panels);
    }

    private static Map<String, Object> source() {
        return object("name", "source", "type", "datasource", "query", "prometheus");
    }

    private static Map<String, Object> job() {
        String jobs = "label_values(flink_jobmanager_job_numRestarts, job_name)";
        return object(
                "name",
                "job",
                "type",
                "query",
                "datasource",
                object("type", "prometheus", "uid", "${source}"),
                "definition",
                jobs,
                "query",
                object("query", jobs, "refId", "A"),
                "refresh",
                2,
                "multi",
                true,
                "includeAll",
                true);
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    private static String text(Object value, String indent) {
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> deeper + text(e.getKey(), "") + ": " + text(e.getValue(), deeper))
                    .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
        }
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "[]"
                    : list.stream()
                            .map(element -> deeper + text(element, deeper))
                            .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
        }
        return value instanceof String text
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : String.valueOf(value);
    }
}
