// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the statements of a job: a topic, a table, and the INSERT between them.
 *
 * @param topic also the name of its table in Flink
 * @param bootstrapServers of Kafka
 * @param url of the proxy before ClickHouse
 * @param spool where sealed blocks wait
 * @param inDoubt what the job does with a block of which nothing tells whether it is there
 */
record JobSql(String topic, String bootstrapServers, String url, String spool, String inDoubt) {

    static final String ROWS = "(id BIGINT NOT NULL, payload STRING NOT NULL)";
    static final String SELECT_ROWS = "SELECT COALESCE(id, -1), COALESCE(payload, '') FROM ";

    static final String JSON = "'scan.startup.mode' = 'earliest-offset', 'format' = 'json'";

    /** Rows with an id from the topic into the target. */
    String rows() {
        return topic("(id BIGINT, payload STRING)", JSON)
                + exactlyOnce("target", ROWS)
                + insert("target", SELECT_ROWS + topic);
    }

    /** The table of the topic. */
    String topic(String columns, String options) {
        return """
                CREATE TABLE %1$s %2$s WITH (
                  'connector' = 'kafka', 'topic' = '%1$s', 'properties.bootstrap.servers' = '%3$s', %4$s);
                """
                .formatted(topic, columns, bootstrapServers, options);
    }

    String exactlyOnce(String table, String columns, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("'sink.semantic' = 'exactly-once'");
        all.add("'sink.exactly-once.spool-path' = '" + spool + "'");
        all.add("'sink.exactly-once.in-doubt' = '" + inDoubt + "'");
        return sink(table, columns, all.toArray(new String[0]));
    }

    /** A table of ClickHouse, at-least-once. */
    String sink(String table, String columns, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("'sink.retry.timeout' = '1 min'");
        return table(table, columns, all.toArray(new String[0]));
    }

    /** A table of ClickHouse. */
    String table(String table, String columns, String... options) {
        String more = options.length == 0 ? "" : ", " + String.join(", ", options);
        return """
                CREATE TABLE %1$s %2$s WITH (
                  'connector' = 'clickhouse', 'url' = '%3$s', 'username' = '%4$s', 'table-name' = '%1$s'%5$s);
                """
                .formatted(table, columns, url, JobUser.NAME, more);
    }

    static String insert(String table, String query) {
        return "INSERT INTO " + table + " " + query + ";\n";
    }
}
