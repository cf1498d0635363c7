// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;

import java.util.List;

/** Clicks in a shop, made by a Flink job as fast as asked for, into a table of its own. */
record ClickStream(FlinkCluster flink, ClickHouseServer clickHouse, String table, int blockRows) {

    /** The sink's default. */
    static final int FULL_BLOCK = 500_000;

    private static final String COLUMNS =
            """
            user_id BIGINT NOT NULL, item_id BIGINT NOT NULL, category_id BIGINT NOT NULL,
            behavior STRING NOT NULL, ts TIMESTAMP_LTZ(3) NOT NULL, url STRING NOT NULL,
            price DECIMAL(18, 4) NOT NULL, country STRING NOT NULL""";

    private static final String SCRIPT =
            """
            SET 'pipeline.object-reuse' = 'true';
            SET 'execution.checkpointing.interval' = '%1$d s';
            CREATE TABLE numbers (n BIGINT NOT NULL) WITH ('connector' = 'datagen',
              'rows-per-second' = '%2$d', 'fields.n.min' = '0', 'fields.n.max' = '100000000');
            CREATE TABLE clicks (%3$s) WITH ('connector' = 'clickhouse', 'url' = '%4$s',
              'table-name' = '%5$s', 'sink.semantic' = '%6$s', 'sink.flush.max-rows' = '%7$d');
            INSERT INTO clicks SELECT MOD(n, 1000000), MOD(n, 5000000), MOD(n, 9000),
              CASE WHEN MOD(n, 8) < 7 THEN 'pv' ELSE 'cart' END, CURRENT_TIMESTAMP,
              CONCAT('https://shop.example.com/item/', CAST(MOD(n, 5000000) AS STRING), '?ref=', CAST(n AS STRING)),
              CAST(MOD(n, 100000) AS DECIMAL(18, 4)), 'DE' FROM numbers;
            """;

    /** Creates the table with all that exactly-once can use. */
    ClickStream create() {
        clickHouse.execute(
                "CREATE TABLE default."
                        + table
                        + " ("
                        + ReferenceRow.COLUMNS
                        + ", _flink_block UInt64 MATERIALIZED 0 CODEC(T64, ZSTD(1))"
                        + ") ENGINE = MergeTree ORDER BY (user_id, ts)"
                        + " SETTINGS non_replicated_deduplication_window = 10000");
        return this;
    }

    FlinkJob start(String semantic, int checkpointSeconds, long rowsPerSecond) {
        String script =
                SCRIPT.formatted(
                        checkpointSeconds,
                        rowsPerSecond,
                        COLUMNS,
                        clickHouse.url(),
                        table,
                        semantic,
                        blockRows);
        return flink.submit(script, List.of(ConnectorJar.path()));
    }

    long rows() {
        return number("SELECT count() FROM default." + table);
    }

    long blocks() {
        return number("SELECT uniqExact(_flink_block) FROM default." + table);
    }

    void drop() {
        clickHouse.execute("DROP TABLE default." + table + " SYNC");
    }

    private long number(String sql) {
        return Long.parseLong(clickHouse.query(sql).get(0).get(0));
    }
}
