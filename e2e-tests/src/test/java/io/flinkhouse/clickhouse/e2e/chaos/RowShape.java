// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.List;
import java.util.Random;

/** Rows with the ids 0, 1, 2, ... that must be in a table once each. */
abstract class RowShape extends Shape {

    private IdCounts counts;

    @Override
    final void create(ClickHouseServer clickHouse) {
        counts = new IdCounts(clickHouse.url());
        createTables(clickHouse);
    }

    abstract void createTables(ClickHouseServer clickHouse);

    /** The tables that have each row once, views included. */
    List<String> tables() {
        return List.of(TARGET);
    }

    final IdCounts counts() {
        return counts;
    }

    @Override
    List<String> jobs(JobSql sql) {
        return List.of(sql.rows());
    }

    /** About 100 bytes that do not compress well, so that most blocks are too large for state. */
    @Override
    void send(KafkaTopic topic, long number, Random random) {
        topic.send(row(number, random));
    }

    static String row(long id, Random random) {
        return "{\"id\":%d,\"payload\":\"%016x%016x%016x%016x\"}"
                .formatted(
                        id,
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
    }

    @Override
    boolean isComplete(long messages) {
        return counts.distinct(TARGET) >= messages;
    }

    @Override
    List<Comparison> compare(long messages) {
        return tables().stream().map(table -> counts.compare(table, messages)).toList();
    }
}
