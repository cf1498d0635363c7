// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.e2e.changes.ChangeFeed;
import io.flinkhouse.clickhouse.e2e.changes.Engines;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes of rows, into tables whose merges combine rows: what they show in the end counts. */
final class Changelog extends Shape {

    private static final int KEYS = 5_000;
    private static final String NAME = "chaos";
    private static final String COLUMNS = "id, name, n";

    private final ChangeFeed feed;
    private ClickHouseServer clickHouse;

    Changelog(long seed) {
        this.feed = new ChangeFeed(seed, KEYS);
    }

    @Override
    void create(ClickHouseServer server) {
        clickHouse = server;
        for (Engines engine : Engines.values()) {
            engine.create(server, NAME, ChangeFeed.COLUMNS, "id");
        }
    }

    @Override
    List<String> targets() {
        return Arrays.stream(Engines.values()).map(e -> "default." + e.table(NAME)).toList();
    }

    @Override
    List<String> jobs(JobSql sql) {
        StringBuilder script = new StringBuilder(ChangeFeed.settings());
        String format = "'scan.startup.mode' = 'earliest-offset', 'format' = 'debezium-json'";
        script.append(sql.topic(ChangeFeed.flinkColumns(), format));
        StringBuilder inserts = new StringBuilder();
        for (Engines engine : Engines.values()) {
            String table = engine.table(NAME);
            script.append(sql.exactlyOnce(table, ChangeFeed.flinkColumns()));
            inserts.append(JobSql.insert(table, "SELECT * FROM " + sql.topic()));
        }
        return List.of(script + "EXECUTE STATEMENT SET BEGIN\n" + inserts + "END;\n");
    }

    @Override
    void send(KafkaTopic topic, long number, Random random) {
        feed.send(topic);
    }

    @Override
    boolean isComplete(long messages) {
        List<List<String>> truth = feed.truth();
        return Arrays.stream(Engines.values()).allMatch(engine -> rows(engine).equals(truth));
    }

    @Override
    List<Comparison> compare(long messages) {
        return Arrays.stream(Engines.values())
                .map(engine -> compare(engine.table(NAME), rows(engine)))
                .toList();
    }

    private List<List<String>> rows(Engines engine) {
        return engine.rows(clickHouse, NAME, COLUMNS);
    }

    private Comparison compare(String table, List<List<String>> rows) {
        Map<List<String>, Integer> missing = new HashMap<>();
        feed.truth().forEach(row -> missing.merge(row, 1, Integer::sum));
        rows.forEach(row -> missing.merge(row, -1, Integer::sum));
        return new Comparison(
                table,
                missing.values().stream().mapToLong(n -> Math.max(0, n)).sum(),
                missing.values().stream().mapToLong(n -> Math.max(0, -n)).sum());
    }
}
