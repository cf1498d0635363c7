// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.e2e.JdbcCounts;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

/** The table that the pipe fills, and the one that a materialized view fills from it. */
final class Tables {

    static final String TARGET = "default.target";
    static final String VIEW = "default.seen_by_view";

    private static final String WINDOW = " SETTINGS non_replicated_deduplication_window = 10000";

    private final JdbcCounts counts;

    private Tables(JdbcCounts counts) {
        this.counts = counts;
    }

    static Tables create(ClickHouseServer clickHouse, boolean fence) {
        String column = fence ? ", _flink_block UInt64 MATERIALIZED 0 CODEC(T64, ZSTD(1))" : "";
        clickHouse.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id UInt64, payload String"
                        + column
                        + ") ENGINE = MergeTree PARTITION BY id % 3 ORDER BY id"
                        + WINDOW);
        clickHouse.execute(
                "CREATE TABLE "
                        + VIEW
                        + " (id UInt64, size UInt64) ENGINE = MergeTree PARTITION BY id % 2 ORDER BY id"
                        + WINDOW);
        clickHouse.execute(
                "CREATE MATERIALIZED VIEW default.feed TO "
                        + VIEW
                        + " AS SELECT id, length(payload) AS size FROM "
                        + TARGET);
        return new Tables(new JdbcCounts(clickHouse.url()));
    }

    /** Returns how many of the ids 0 to rows - 1 are in a table. */
    long distinct(String table) {
        return counts.number("SELECT uniqExact(id) FROM " + table);
    }

    long highest(String table) {
        return counts.number("SELECT max(id) FROM " + table);
    }

    Comparison compare(String table, long rows) {
        long strange = counts.number("SELECT count() FROM " + table + " WHERE id >= " + rows);
        if (strange > 0) {
            throw new IllegalStateException(strange + " rows of " + table + " were never sent");
        }
        return new Comparison(
                table,
                counts.number(
                        "SELECT count() FROM numbers("
                                + rows
                                + ") WHERE number NOT IN (SELECT id FROM "
                                + table
                                + ")"),
                counts.number("SELECT count() - uniqExact(id) FROM " + table));
    }
}
