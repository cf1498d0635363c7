// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.chaos;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.List;

/** A table with fence column and deduplication window, and a view that writes to another table. */
class FenceAndWindow extends RowShape {

    static final String VIEW = "default.seen_by_view";

    @Override
    void createTables(ClickHouseServer clickHouse) {
        clickHouse.execute(
                "CREATE TABLE "
                        + TARGET
                        + " (id UInt64, payload String"
                        + fence()
                        + ")"
                        + THREE_PARTITIONS
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
    }

    String fence() {
        return FENCE;
    }

    @Override
    List<String> tables() {
        return List.of(TARGET, VIEW);
    }
}
