// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the time from the insert of a row until a job that reads the table continuously has it,
 * at a steady rate, and what a poll without new rows costs. Beside it, the server itself copies new
 * rows by a growing column once per poll interval, which is what a user would write by hand; it
 * loses rows whose insert is overtaken. Arguments: rows per second, seconds.
 */
public final class FollowBench {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final long PAUSE = Duration.ofMillis(100).toNanos();
    private static final int INSERTS_PER_SECOND = 10;

    private static final String QUERY_LOG =
            "<query_log><database>system</database><table>query_log</table></query_log>";

    private static final String SCRIPT =
            """
            SET 'pipeline.object-reuse' = 'true';
            SET 'execution.checkpointing.interval' = '1 s';
            CREATE TABLE source (id BIGINT NOT NULL, ts TIMESTAMP_LTZ(3) NOT NULL) WITH (
              'connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'events',
              'scan.startup.mode' = 'initial');
            CREATE TABLE seen (id BIGINT NOT NULL, ts TIMESTAMP_LTZ(3) NOT NULL, `at` TIMESTAMP_LTZ(3) NOT NULL)
              WITH ('connector' = 'clickhouse', 'url' = '%1$s', 'table-name' = 'seen', 'sink.semantic' = 'at-least-once');
            INSERT INTO seen SELECT id, ts, CURRENT_ROW_TIMESTAMP() FROM source;
            """;

    private FollowBench() {}

    public static void main(String[] args) {
        long rate = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        FlinkOptions options = FlinkOptions.DEFAULT.withTaskManagers(1, 1).withTaskHeap(512);
        try (ClickHouseServer clickHouse =
                        ClickHouseServer.start(ClickHouseOptions.DEFAULT.serverXml(QUERY_LOG));
                FlinkCluster flink = FlinkCluster.start(options)) {
            create(clickHouse);
            flink.submit(SCRIPT.formatted(clickHouse.url()), List.of(ConnectorJar.path()));
            insert(clickHouse, 1);
            Await.until("the first row", SOON, () -> rows(clickHouse, "seen") > 0);
            Thread copy = new Thread(() -> copy(clickHouse, seconds));
            copy.start();
            write(clickHouse, rate, seconds);
            Await.until(
                    "all rows", SOON, () -> rows(clickHouse, "seen") >= rows(clickHouse, "events"));
            join(copy);
            reportPolls(clickHouse);
            report(clickHouse, rate);
        }
    }

    private static void create(ClickHouseServer clickHouse) {
        clickHouse.execute(
                "CREATE TABLE events (id Int64, ts DateTime64(3)) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS enable_block_number_column = 1, enable_block_offset_column ="
                        + " 1");
        for (String table : List.of("seen", "theirs")) {
            clickHouse.execute(
                    "CREATE TABLE "
                            + table
                            + " (id Int64, ts DateTime64(3), at DateTime64(3)) ENGINE = MergeTree"
                            + " ORDER BY id");
        }
    }

    private static void insert(ClickHouseServer clickHouse, long rows) {
        clickHouse.execute(
                "INSERT INTO events SELECT number + (SELECT max(id) + 1 FROM events), now64(3) FROM"
                        + " numbers("
                        + rows
                        + ")");
    }

    private static void write(ClickHouseServer clickHouse, long rate, int seconds) {
        long start = System.nanoTime();
        for (int i = 0; i < seconds * INSERTS_PER_SECOND; i++) {
            insert(clickHouse, rate / INSERTS_PER_SECOND);
            LockSupport.parkNanos(start + (i + 1) * PAUSE - System.nanoTime());
        }
    }

    private static void copy(ClickHouseServer clickHouse, int seconds) {
        for (int i = 0; i <= seconds; i++) {
            clickHouse.execute(
                    "INSERT INTO theirs SELECT id, ts, now64(3) FROM events WHERE id > (SELECT"
                            + " max(id) FROM theirs)");
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long rows(ClickHouseServer clickHouse, String table) {
        return Long.parseLong(clickHouse.query("SELECT count() FROM " + table).get(0).get(0));
    }

    private static void reportPolls(ClickHouseServer clickHouse) {
        String start = clickHouse.query("SELECT toString(now64(6))").get(0).get(0);
        LockSupport.parkNanos(IDLE.toNanos());
        clickHouse.execute("SYSTEM FLUSH LOGS query_log");
        List<String> polls =
                clickHouse
                        .query(
                                "SELECT count(), sum(query_duration_ms), countIf(has(tables,"
                                        + " 'default.events')) FROM system.query_log WHERE type ="
                                        + " 'QueryFinish' AND http_user_agent LIKE 'flink%'"
                                        + " AND event_time_microseconds > '"
                                        + start
                                        + "'")
                        .get(0);
        System.out.printf(
                "idle: %s queries in %d s, %s ms of the server in all, %s of them read the table%n",
                polls.get(0), IDLE.toSeconds(), polls.get(1), polls.get(2));
    }

    private static void report(ClickHouseServer clickHouse, long rate) {
        double ours = p99(clickHouse, "seen");
        double theirs = p99(clickHouse, "theirs");
        System.out.printf(
                "rows: %d inserted at %d rows/s, %d emitted, %d by a growing column%n",
                rows(clickHouse, "events"),
                rate,
                rows(clickHouse, "seen"),
                rows(clickHouse, "theirs"));
        System.out.printf(
                "p99 from insert to emission: %.2f s; copied by the server each second: %.2f s%n",
                ours, theirs);
        System.out.printf(
                "follow: ratio %.2f (ours %.2f, theirs %.2f)%n", ours / theirs, ours, theirs);
    }

    private static double p99(ClickHouseServer clickHouse, String table) {
        return Double.parseDouble(
                clickHouse
                        .query(
                                "SELECT quantileExact(0.99)(toFloat64(at) - toFloat64(ts)) FROM "
                                        + table
                                        + " WHERE id > 1")
                        .get(0)
                        .get(0));
    }
}
