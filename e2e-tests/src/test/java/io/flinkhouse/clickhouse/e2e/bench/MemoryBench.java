// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends ten million rows through the sink of one TaskManager with 256 MB of heap, and checks that
 * the live heap does not grow. Arguments: rows, megabytes.
 */
public final class MemoryBench {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int SAMPLES = 5;
    private static final double TOLERANCE = 1.25;
    private static final long SLACK = 16 << 20;

    private MemoryBench() {}

    public static void main(String[] args) {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        int heap = args.length > 1 ? Integer.parseInt(args[1]) : 256;
        FlinkOptions options = FlinkOptions.DEFAULT.withTaskManagers(1, 1).withTaskHeap(heap);
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                FlinkCluster flink = FlinkCluster.start(options)) {
            System.exit(run(clickHouse, flink, rows) ? 0 : 1);
        }
    }

    private static boolean run(ClickHouseServer clickHouse, FlinkCluster flink, long rows) {
        clickHouse.execute(
                "CREATE TABLE default.t (a Int64, b String, c Float64, d DateTime64(3))"
                        + " ENGINE = MergeTree ORDER BY a");
        FlinkJob job = flink.submit(script(clickHouse.url(), rows), List.of(ConnectorJar.path()));
        long start = System.nanoTime();
        List<Long> live = new ArrayList<>();
        for (int i = 1; i <= SAMPLES; i++) {
            long target = rows * i / (SAMPLES + 1);
            Await.until(target + " rows", LIMIT, () -> count(clickHouse) >= target, job::failure);
            live.add(LiveHeap.bytes(flink.taskManager(0).pid()));
            System.out.printf("%,d rows: %d MB live%n", target, live.get(live.size() - 1) >> 20);
        }
        job.awaitFinished(LIMIT);
        double seconds = (System.nanoTime() - start) / 1e9;
        long last = live.get(SAMPLES - 1);
        boolean steady = last <= live.get(0) * TOLERANCE + SLACK;
        System.out.printf(
                "%,d of %,d rows, %,.0f rows/s, heap %s%n",
                count(clickHouse), rows, rows / seconds, steady ? "steady" : "GROWING");
        return steady && count(clickHouse) == rows;
    }

    private static String script(String url, long rows) {
        return """
                CREATE TABLE s (a BIGINT NOT NULL, b STRING NOT NULL, c DOUBLE NOT NULL, d TIMESTAMP_LTZ(3) NOT NULL)
                  WITH ('connector' = 'datagen', 'number-of-rows' = '%d', 'rows-per-second' = '100000000', 'fields.b.length' = '12');
                CREATE TABLE t (a BIGINT NOT NULL, b STRING NOT NULL, c DOUBLE NOT NULL, d TIMESTAMP_LTZ(3) NOT NULL)
                  WITH ('connector' = 'clickhouse', 'url' = '%s', 'table-name' = 't');
                INSERT INTO t SELECT * FROM s;
                """
                .formatted(rows, url);
    }

    private static long count(ClickHouseServer clickHouse) {
        return Long.parseLong(clickHouse.query("SELECT count() FROM default.t").get(0).get(0));
    }
}
