// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Rows that come, go by a DELETE of their key, and come again, into a table that keeps block
 * numbers; faults strike the DELETEs. At-least-once: a row may be there more than once, but no row
 * that is deleted, and none may be missing.
 */
final class Deletes extends Shape {

    private static final int KEYS = 2_000;
    private static final int MOST_PER_TICK = 5; // a DELETE takes long
    private static final String COLUMNS = "(id BIGINT, n BIGINT, PRIMARY KEY (id) NOT ENFORCED)";

    private final Map<Long, Long> truth = new HashMap<>();
    private ClickHouseServer clickHouse;

    private record Row(long id, long n) {}

    @Override
    void create(ClickHouseServer server) {
        clickHouse = server;
        server.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id Int64, n Nullable(Int64)) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
    }

    @Override
    List<String> jobs(JobSql sql) {
        return List.of(
                sql.topic(
                                COLUMNS,
                                "'scan.startup.mode' = 'earliest-offset', 'format' = 'debezium-json'")
                        + sql.sink(
                                "target",
                                COLUMNS,
                                "'sink.delete-mode' = 'lightweight-delete'",
                                "'sink.update-mode' = 'insert'",
                                "'sink.flush.interval' = '1 s'")
                        + JobSql.insert("target", "SELECT * FROM " + sql.topic()));
    }

    @Override
    String victims() {
        return "DELETE FROM";
    }

    @Override
    Map<FaultKind, String> leftOut() {
        String noSpool = "does not apply: at-least-once has no spool";
        return Map.of(
                FaultKind.SPOOL_AWAY,
                noSpool,
                FaultKind.TORN_WRITE,
                noSpool,
                FaultKind.SLOW_INSERT,
                "does not apply: this shape strikes DELETEs");
    }

    @Override
    int pace(long sent, Random random) {
        return random.nextInt(MOST_PER_TICK);
    }

    @Override
    void send(KafkaTopic topic, long number, Random random) {
        long id = random.nextInt(KEYS);
        Long before = truth.remove(id);
        if (before == null) {
            truth.put(id, number);
        }
        topic.send(
                "" + id,
                "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"ts_ms\":1}"
                        .formatted(
                                before == null ? null : json(id, before),
                                before == null ? json(id, number) : null,
                                before == null ? "c" : "d"));
    }

    private static String json(long id, long n) {
        return "{\"id\":%d,\"n\":%d}".formatted(id, n);
    }

    @Override
    boolean isComplete(long messages) {
        return rows().equals(expected());
    }

    @Override
    List<Comparison> compare(long messages) {
        Set<Row> lost = new HashSet<>(expected());
        lost.removeAll(rows());
        Set<Row> back = new HashSet<>(rows());
        back.removeAll(expected());
        return List.of(new Comparison(TARGET, lost.size(), back.size()));
    }

    private Set<Row> expected() {
        Set<Row> all = new HashSet<>();
        truth.forEach((id, n) -> all.add(new Row(id, n)));
        return all;
    }

    private Set<Row> rows() {
        Set<Row> all = new HashSet<>();
        for (List<String> row : clickHouse.query("SELECT DISTINCT id, n FROM " + TARGET)) {
            all.add(new Row(Long.parseLong(row.get(0)), Long.parseLong(row.get(1))));
        }
        return all;
    }
}
