// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e.bench;

import io.flinkhouse.clickhouse.e2e.ConnectorJar;
import io.flinkhouse.clickhouse.e2e.KafkaTopic;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the transfer of a topic of JSON messages into MergeTree: by ClickHouse's Kafka table
 * engine, by a Kafka-fed table with both guarantees, and by pass-through. Argument: the number of
 * messages.
 */
public final class KafkaBench {

    private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();
    private static final int PARTITIONS = 2;
    private static final String MEASURED = "clicks";

    /** A tenth of the messages, for each way once, so that none pays for a cold JVM or server. */
    private static final String WARM_UP = "warm_up";

    private static final String COLUMNS =
            "user_id UInt64, item_id UInt64, behavior LowCardinality(String), ts DateTime,"
                    + " url String, price Decimal(18, 4)";

    /** A group for each topic: one that was left a moment ago is waited for by the broker. */
    private static final String ENGINE =
            """
            CREATE TABLE queue (%1$s) ENGINE = Kafka SETTINGS kafka_broker_list = '%2$s',
              kafka_topic_list = '%3$s', kafka_group_name = 'engine_of_%3$s', kafka_format = 'JSONEachRow',
              kafka_num_consumers = 2, kafka_thread_per_consumer = 1, kafka_max_block_size = 524288
            """;

    private static final String SCRIPT =
            """
            SET 'pipeline.object-reuse' = 'true';
            SET 'execution.checkpointing.interval' = '10 s';
            SET 'parallelism.default' = '2';
            CREATE TABLE clicks (%s) WITH ('connector' = 'clickhouse', 'url' = '%s',
              'table-name' = '%s', 'sink.semantic' = '%s', 'topic' = '%s',
              'properties.bootstrap.servers' = '%s', 'scan.startup.mode' = 'earliest-offset',
              'scan.bounded.mode' = 'latest-offset', %s);
            INSERT INTO clicks SELECT * FROM clicks;
            """;

    private static final String AS_COLUMNS =
            "user_id BIGINT NOT NULL, item_id BIGINT NOT NULL, behavior STRING NOT NULL,"
                    + " ts TIMESTAMP(0) NOT NULL, url STRING NOT NULL, price DECIMAL(18, 4) NOT NULL";
    private static final String JSON = "'format' = 'json'";
    private static final String RAW =
            "'format' = 'raw', 'sink.input-format' = 'JSONEachRow', 'sink.flush.max-bytes' = '64 mb'";

    private final ClickHouseServer clickHouse;
    private final KafkaBroker kafka;
    private final FlinkCluster flink;
    private final long rows;

    private KafkaBench(
            ClickHouseServer clickHouse, KafkaBroker kafka, FlinkCluster flink, long rows) {
        this.clickHouse = clickHouse;
        this.kafka = kafka;
        this.flink = flink;
        this.rows = rows;
    }

    public static void main(String[] args) {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 5_000_000;
        ClickHouseOptions server =
                ClickHouseOptions.DEFAULT.serverXml(
                        "<kafka><auto_offset_reset>earliest</auto_offset_reset></kafka>");
        FlinkOptions cluster = FlinkOptions.DEFAULT.withTaskManagers(1, PARTITIONS);
        try (ClickHouseServer clickHouse = ClickHouseServer.start(server);
                KafkaBroker kafka = KafkaBroker.start();
                FlinkCluster flink = FlinkCluster.start(cluster.withTaskHeap(512))) {
            new KafkaBench(clickHouse, kafka, flink, rows).run();
        }
    }

    private void run() {
        fill(WARM_UP, rows / 10);
        fill(MEASURED, rows);
        engine(WARM_UP, rows / 10);
        double theirs = engine(MEASURED, rows);
        print("Kafka table engine", theirs, theirs);
        print(
                "Kafka-fed table, at-least-once",
                warmAndMeasure(new Pipe("at_least_once", "at-least-once", AS_COLUMNS, JSON)),
                theirs);
        double ours = warmAndMeasure(new Pipe("exactly_once", "exactly-once", AS_COLUMNS, JSON));
        print("Kafka-fed table, exactly-once", ours, theirs);
        print(
                "messages passed through, exactly-once",
                warmAndMeasure(new Pipe("passed", "exactly-once", "message BYTES", RAW)),
                theirs);
        System.out.printf(
                "kafka: ratio %.2f (ours %.0f, theirs %.0f)%n", ours / theirs, ours, theirs);
    }

    private static void print(String what, double perSecond, double theirs) {
        System.out.printf(
                "%-40s %,9.0f rows/s from start to last row, %.2f of the engine%n",
                what, perSecond, perSecond / theirs);
    }

    private void fill(String name, long messages) {
        Random random = new Random(1);
        try (KafkaTopic topic = KafkaTopic.create(kafka, name, PARTITIONS)) {
            for (long i = 0; i < messages; i++) {
                topic.send(message(random));
            }
        }
    }

    /** About 115 bytes. */
    private static String message(Random random) {
        return String.format(
                Locale.ROOT,
                "{\"user_id\":%d,\"item_id\":%d,\"behavior\":\"%s\",\"ts\":\"2026-11-%02d 10:%02d:%02d\","
                        + "\"url\":\"/p/%d\",\"price\":%d.%02d}",
                random.nextInt(1_000_000),
                random.nextInt(10_000_000),
                random.nextInt(8) < 7 ? "pv" : "cart",
                1 + random.nextInt(28),
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(1_000_000),
                random.nextInt(1000),
                random.nextInt(100));
    }

    private double engine(String topic, long messages) {
        create("by_engine");
        clickHouse.execute(ENGINE.formatted(COLUMNS, kafka.bootstrapServers(), topic));
        long start = System.currentTimeMillis();
        clickHouse.execute("CREATE MATERIALIZED VIEW reading TO by_engine AS SELECT * FROM queue");
        double perSecond = awaitAll("by_engine", start, messages);
        clickHouse.execute("DROP TABLE reading SYNC");
        clickHouse.execute("DROP TABLE queue SYNC");
        drop("by_engine");
        return perSecond;
    }

    /** The options of one way to transfer the topic. */
    private record Pipe(String table, String semantic, String columns, String formats) {}

    private double warmAndMeasure(Pipe pipe) {
        carry(pipe, WARM_UP, rows / 10);
        return carry(pipe, MEASURED, rows);
    }

    private double carry(Pipe pipe, String topic, long messages) {
        create(pipe.table);
        String script =
                SCRIPT.formatted(
                        pipe.columns,
                        clickHouse.url(),
                        pipe.table,
                        pipe.semantic,
                        topic,
                        kafka.bootstrapServers(),
                        pipe.formats);
        FlinkJob job = flink.submit(script, ConnectorJar.withKafka());
        double perSecond = awaitAll(pipe.table, job.startedAt(), messages);
        drop(pipe.table);
        return perSecond;
    }

    private void create(String table) {
        clickHouse.execute(
                "CREATE TABLE "
                        + table
                        + " ("
                        + COLUMNS
                        + ", _flink_block UInt64 MATERIALIZED toUInt64OrZero(initialQueryID())"
                        + " CODEC(T64, ZSTD(1))) ENGINE = MergeTree ORDER BY (user_id, ts)"
                        + " SETTINGS non_replicated_deduplication_window = 10000");
    }

    private void drop(String table) {
        clickHouse.execute("DROP TABLE " + table + " SYNC");
    }

    /**
     * Rows per second from the start, the JobManager's for a job, until the last row can be seen;
     * prints the steady rate.
     */
    private double awaitAll(String table, long start, long messages) {
        long first = 0;
        long firstRows = 0;
        long seen = 0;
        while (seen < messages) {
            LockSupport.parkNanos(POLL_NANOS);
            seen = Long.parseLong(clickHouse.query("SELECT count() FROM " + table).get(0).get(0));
            if (first == 0 && seen > 0) {
                first = System.currentTimeMillis();
                firstRows = seen;
            }
        }
        long end = System.currentTimeMillis();
        if (seen > messages) {
            throw new IllegalStateException(
                    table + " has " + seen + " rows instead of " + messages);
        }
        System.out.printf(
                "%s: %.1f s, first rows after %.1f s, from then on %,.0f rows/s%n",
                table,
                (end - start) / 1e3,
                (first - start) / 1e3,
                (messages - firstRows) / Math.max(0.1, (end - first) / 1e3));
        return messages / ((end - start) / 1e3);
    }
}
