// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.kafka;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenMetrics;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table {@code pipe} that reads a topic and writes the ClickHouse table {@code t}, as a user
 * would write it down. Unless told otherwise it reads all there is, as JSON, and ends. The table
 * {@code target} has no topic, and the columns id and name. A test with it needs the extension
 * {@link MiniFlink}.
 */
final class Pipe {

    private static final String ALL = "INSERT INTO pipe SELECT * FROM pipe";

    private static final Set<String> SINK =
            Set.of("connector", "url", "username", "password", "database-name", "table-name");

    private final String columns;
    private final Map<String, String> options = new LinkedHashMap<>();
    private final Configuration config = MiniFlink.configuration();

    private Pipe(String columns) {
        this.columns = columns;
        config.setString("execution.checkpointing.interval", "200 ms");
        config.setString("restart-strategy.type", "none");
        config.setString("parallelism.default", "2");
        config.setString("table.local-time-zone", "UTC");
    }

    static Pipe of(ClickHouseDatabase db, Topic topic, String columns) {
        return new Pipe(columns)
                .with("connector", "clickhouse")
                .with("url", db.url())
                .with("username", db.username())
                .with("password", db.password())
                .with("database-name", db.name())
                .with("table-name", "t")
                .with("sink.flush.interval", "100 ms")
                .with("topic", topic.name())
                .with("properties.bootstrap.servers", Topic.bootstrapServers())
                .with("scan.startup.mode", "earliest-offset")
                .with("scan.bounded.mode", "latest-offset")
                .with("format", "json");
    }

    Pipe with(String option, String value) {
        options.put(option, value);
        return this;
    }

    Pipe without(String option) {
        options.remove(option);
        return this;
    }

    /** In batch mode, where the interval of checkpoints means nothing. */
    Pipe inBatches() {
        config.setString("execution.runtime-mode", "BATCH");
        return this;
    }

    /** A setting of the job. */
    Pipe set(String option, String value) {
        config.setString(option, value);
        return this;
    }

    Pipe withoutCheckpoints() {
        config.removeKey("execution.checkpointing.interval");
        return this;
    }

    /** Lets {@link SeenMetrics} and {@link PrometheusPage} see the metrics of the job. */
    Pipe measured() {
        config.setString("execution.target", "local"); // a cluster with reporters
        config.setString("rest.port", "0");
        SeenMetrics.reportTo(config);
        config.setString("metrics.reporter.page.factory.class", PrometheusPage.class.getName());
        return this;
    }

    /** Tries a job that failed again. */
    Pipe restarted() {
        config.setString("restart-strategy.type", "fixed-delay");
        config.setString("restart-strategy.fixed-delay.attempts", "3");
        config.setString("restart-strategy.fixed-delay.delay", "10 ms");
        return this;
    }

    /** Carries all columns and waits for the end of the topic. */
    void run() throws Exception {
        run(ALL);
    }

    void run(String insert) throws Exception {
        environment().executeSql(insert).await();
    }

    /** Carries all columns for as long as nobody stops the job. */
    TableResult start() {
        return environment().executeSql(ALL);
    }

    String explain() {
        return explain(ALL);
    }

    String explain(String statement) {
        return environment().explainSql(statement);
    }

    /** A Flink that knows the table. */
    TableEnvironment environment() {
        return tablesIn(TableEnvironment.create(config));
    }

    /** The same, with streams. */
    StreamTableEnvironment streams(StreamExecutionEnvironment env) {
        return tablesIn(StreamTableEnvironment.create(env));
    }

    /** Returns the environment of the streams. */
    StreamExecutionEnvironment streamEnvironment() {
        return new StreamExecutionEnvironment(config);
    }

    private <T extends TableEnvironment> T tablesIn(T env) {
        env.executeSql(ddl("pipe", columns, options));
        env.executeSql(ddl("target", "id BIGINT NOT NULL, name STRING", withoutTopic()));
        return env;
    }

    private Map<String, String> withoutTopic() {
        Map<String, String> sink = new LinkedHashMap<>(options);
        sink.keySet().retainAll(SINK);
        return sink;
    }

    private static String ddl(String name, String columns, Map<String, String> options) {
        return "CREATE TABLE %s (%s) WITH (%s)"
                .formatted(
                        name,
                        columns,
                        options.entrySet().stream()
                                .map(o -> "'" + o.getKey() + "' = '" + o.getValue() + "'")
                                .collect(Collectors.joining(", ")));
    }
}
