// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.kafka;

import io.flinkhouse.testutils.process.ClickHouseDatabase;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table {@code pipe} that reads a topic and writes the ClickHouse table {@code t}, as a user
 * would write it down. Unless told otherwise it reads all there is, as JSON, and ends.
 */
final class Pipe {

    private final String columns;
    private final Map<String, String> options = new LinkedHashMap<>();

    private Pipe(String columns) {
        this.columns = columns;
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

    String ddl() {
        return "CREATE TABLE pipe (%s) WITH (%s)"
                .formatted(
                        columns,
                        options.entrySet().stream()
                                .map(o -> "'" + o.getKey() + "' = '" + o.getValue() + "'")
                                .collect(Collectors.joining(", ")));
    }

    /** Carries all columns and waits for the end of the topic. */
    void run() throws Exception {
        run("INSERT INTO pipe SELECT * FROM pipe");
    }

    void run(String insert) throws Exception {
        start(insert).await();
    }

    TableResult start(String insert) {
        return environment().executeSql(insert);
    }

    String explain() {
        return environment().explainSql("INSERT INTO pipe SELECT * FROM pipe");
    }

    /** A Flink that knows the table. */
    TableEnvironment environment() {
        Configuration config = new Configuration();
        config.setString("execution.checkpointing.interval", "200 ms");
        config.setString("restart-strategy.type", "none");
        config.setString("parallelism.default", "2");
        config.setString("table.local-time-zone", "UTC");
        TableEnvironment env = TableEnvironment.create(config);
        env.executeSql(ddl());
        return env;
    }
}
