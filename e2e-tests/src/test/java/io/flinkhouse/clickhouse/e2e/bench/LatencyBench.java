// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the time until a query sees a row, exactly-once, at a steady rate. A block counts as
 * seen when the first query that finds it has answered. Arguments: rows per second, seconds between
 * checkpoints, seconds in all.
 */
public final class LatencyBench {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final long PAUSE = Duration.ofMillis(100).toNanos();
    private static final double ALLOWED_SECONDS = 2;

    private LatencyBench() {}

    public static void main(String[] args) {
        long rate = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
        int interval = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 90;
        FlinkOptions options = FlinkOptions.DEFAULT.withTaskManagers(1, 1).withTaskHeap(512);
        try (ClickHouseServer clickHouse = ClickHouseServer.start();
                FlinkCluster flink = FlinkCluster.start(options)) {
            ClickStream stream =
                    new ClickStream(flink, clickHouse, "clicks", ClickStream.FULL_BLOCK).create();
            FlinkJob job = stream.start("exactly-once", interval, rate);
            job.awaitCheckpoints(2, SOON); // the first ones wait for classes to be compiled
            watch(clickHouse, Duration.ofSeconds(seconds));
            job.cancel();
            System.exit(report(clickHouse, interval, seconds) ? 0 : 1);
        }
    }

    private static void watch(ClickHouseServer clickHouse, Duration time) {
        clickHouse.execute(
                "CREATE TABLE default.seen (block UInt64, at DateTime64(3)) ENGINE = Memory");
        Set<String> known = new HashSet<>(blocks(clickHouse));
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            for (String block : blocks(clickHouse)) {
                if (known.add(block)) {
                    clickHouse.execute("INSERT INTO default.seen SELECT " + block + ", now64(3)");
                }
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static List<String> blocks(ClickHouseServer clickHouse) {
        return clickHouse.query("SELECT DISTINCT _flink_block FROM default.clicks").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static boolean report(ClickHouseServer clickHouse, int interval, int seconds) {
        List<String> found =
                clickHouse
                        .query(
                                "SELECT count(), quantileExact(0.5)(s), quantileExact(0.99)(s), max(s) FROM"
                                        + " (SELECT toFloat64(at) - toFloat64(ts) AS s FROM default.clicks"
                                        + " JOIN default.seen ON _flink_block = block)")
                        .get(0);
        double p99 = Double.parseDouble(found.get(2));
        boolean fast = p99 <= interval + ALLOWED_SECONDS;
        System.out.printf(
                "latency: p50 %.1f s, p99 %.1f s, longest %.1f s (%.0f rows/s, checkpoints every %d s,"
                        + " allowed at p99: %.0f s)%n",
                Double.parseDouble(found.get(1)),
                p99,
                Double.parseDouble(found.get(3)),
                Double.parseDouble(found.get(0)) / seconds,
                interval,
                interval + ALLOWED_SECONDS);
        return fast;
    }
}
