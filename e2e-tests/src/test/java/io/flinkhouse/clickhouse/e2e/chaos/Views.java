// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.ArrayList;
import java.util.List;

/**
 * A table that feeds two views, one of which feeds a third; the last counts the rows of each id.
 */
final class Views extends RowShape {

    private static final String COPY = "default.copy";
    private static final String COUNTED = "default.counted";
    private static final String COUNTED_AGAIN = "default.counted_again";

    @Override
    void createTables(ClickHouseServer clickHouse) {
        clickHouse.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id UInt64, payload String"
                        + FENCE
                        + ")"
                        + THREE_PARTITIONS
                        + WINDOW);
        clickHouse.execute(
                "CREATE TABLE "
                        + COPY
                        + " (id UInt64, payload String) ENGINE = MergeTree PARTITION BY id % 2 ORDER BY id"
                        + WINDOW);
        for (String table : List.of(COUNTED, COUNTED_AGAIN)) {
            clickHouse.execute(
                    "CREATE TABLE "
                            + table
                            + " (id UInt64, copies UInt64) ENGINE = SummingMergeTree ORDER BY id"
                            + WINDOW);
        }
        view(clickHouse, "to_copy", COPY, "id, payload", TARGET);
        view(clickHouse, "to_counted", COUNTED, "id, toUInt64(1) AS copies", TARGET);
        view(clickHouse, "to_counted_again", COUNTED_AGAIN, "id, toUInt64(1) AS copies", COPY);
    }

    private static void view(
            ClickHouseServer clickHouse, String name, String to, String columns, String from) {
        clickHouse.execute(
                "CREATE MATERIALIZED VIEW default.%s TO %s AS SELECT %s FROM %s"
                        .formatted(name, to, columns, from));
    }

    @Override
    List<String> tables() {
        return List.of(TARGET, COPY);
    }

    @Override
    List<Comparison> compare(long messages) {
        List<Comparison> all = new ArrayList<>(super.compare(messages));
        all.add(counts().compare(COUNTED, messages, "sum(copies)"));
        all.add(counts().compare(COUNTED_AGAIN, messages, "sum(copies)"));
        return all;
    }
}
