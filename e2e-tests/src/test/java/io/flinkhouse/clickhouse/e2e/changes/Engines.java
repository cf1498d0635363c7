// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.changes;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import java.util.List;

/** Tables of each engine that changes go to, and what they show. */
public enum Engines {
    REPLACING("ver UInt64, gone UInt8", "ReplacingMergeTree(ver, gone)") {
        @Override
        String current(String table, String columns) {
            return "SELECT " + columns + " FROM " + table + " FINAL ORDER BY 1";
        }
    },
    COLLAPSING("sign Int8", "CollapsingMergeTree(sign)") {
        @Override
        String current(String table, String columns) {
            // A row that counts twice, or minus once, shows.
            return "SELECT "
                    + columns
                    + " FROM (SELECT "
                    + columns
                    + ", arrayJoin(range(toUInt64(abs(sum(sign))))) FROM "
                    + table
                    + " GROUP BY "
                    + columns
                    + ") ORDER BY 1";
        }
    };

    private final String extra;
    private final String engine;

    Engines(String extra, String engine) {
        this.extra = extra;
        this.engine = engine;
    }

    abstract String current(String table, String columns);

    public String table(String of) {
        return name().toLowerCase(java.util.Locale.ROOT) + "_" + of;
    }

    /** With a window, so that exactly-once is possible. */
    public void create(ClickHouseServer server, String of, String columns, String key) {
        server.execute(
                "CREATE TABLE default."
                        + table(of)
                        + " ("
                        + columns
                        + ", "
                        + extra
                        + ") ENGINE = "
                        + engine
                        + " ORDER BY "
                        + key
                        + " SETTINGS non_replicated_deduplication_window = 10000");
    }

    public List<List<String>> rows(ClickHouseServer server, String of, String columns) {
        return server.query(current("default." + table(of), columns));
    }
}
