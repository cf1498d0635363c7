// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.e2e;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.FlinkCluster;
import io.flinkhouse.clickhouse.testutils.process.FlinkJob;
import io.flinkhouse.clickhouse.testutils.process.FlinkOptions;
import io.flinkhouse.clickhouse.testutils.process.KafkaBroker;

import java.time.Duration;
import java.util.stream.LongStream;

/** ClickHouse, Kafka and Flink for one test class, and the pipe that most tests run. */
record TestBed(ClickHouseServer clickHouse, KafkaBroker kafka, FlinkCluster flink)
        implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(180);

    private static final String PIPE =
            """
            CREATE TABLE source_of_%1$s (id BIGINT, name STRING, `at` TIMESTAMP_LTZ(3)) WITH (
              'connector' = 'kafka', 'topic' = '%1$s', 'properties.bootstrap.servers' = '%2$s',
              'scan.startup.mode' = 'earliest-offset', 'format' = 'json',
              'json.timestamp-format.standard' = 'ISO-8601' %3$s);
            CREATE TABLE %1$s (id BIGINT NOT NULL, name STRING NOT NULL, `at` TIMESTAMP_LTZ(3) NOT NULL)
              WITH ('connector' = 'clickhouse', 'url' = '%4$s', 'table-name' = '%1$s' %5$s);
            INSERT INTO %1$s SELECT COALESCE(id, -1), COALESCE(name, ''),
              COALESCE(`at`, TO_TIMESTAMP_LTZ(0, 3)) FROM source_of_%1$s;
            """;

    static TestBed start(FlinkOptions options) {
        ClickHouseServer clickHouse = ClickHouseServer.start();
        KafkaBroker kafka = KafkaBroker.start();
        return new TestBed(clickHouse, kafka, FlinkCluster.start(options));
    }

    /** Creates the topic and the ClickHouse table of one pipe; both have its name. */
    KafkaTopic create(String name) {
        clickHouse.execute(
                "CREATE TABLE default."
                        + name
                        + " (id UInt64, name String, at DateTime64(3)) ENGINE = MergeTree ORDER BY id");
        return KafkaTopic.create(kafka, name, 2);
    }

    /** SQL of a pipe that runs for ever, with further options of the sink. */
    String endless(String name, String url, String... sinkOptions) {
        return pipe(name, "", url, sinkOptions);
    }

    /** SQL of a pipe that ends with what the topic holds now. */
    String bounded(String name, String url, String... sinkOptions) {
        return pipe(name, ", 'scan.bounded.mode' = 'latest-offset'", url, sinkOptions);
    }

    static void send(KafkaTopic topic, long from, long to) {
        LongStream.range(from, to)
                .forEach(
                        id ->
                                topic.send(
                                        "{\"id\":%d,\"name\":\"n%d\",\"at\":\"2026-01-01T00:00:00.%03dZ\"}"
                                                .formatted(id, id, id % 1000)));
        topic.flush();
    }

    long count(String table) {
        return number("SELECT count() FROM default." + table);
    }

    /** Returns the number of different ids that have arrived. */
    long distinct(String table) {
        return number("SELECT uniqExact(id) FROM default." + table);
    }

    /** Waits until all ids from 0 have arrived, at least once. */
    void awaitAll(String table, long rows, FlinkJob job) {
        Await.until(
                rows + " different rows in " + table,
                SOON,
                () -> distinct(table) == rows,
                () ->
                        "; there are %d; the job is %s; last failure: %s"
                                .formatted(distinct(table), job.state(), job.failure()));
    }

    @Override
    public void close() {
        flink.close();
        kafka.close();
        clickHouse.close();
    }

    private String pipe(String name, String sourceOptions, String url, String... sinkOptions) {
        StringBuilder options = new StringBuilder();
        for (String option : sinkOptions) {
            options.append(", ").append(option);
        }
        return PIPE.formatted(name, kafka.bootstrapServers(), sourceOptions, url, options);
    }

    private long number(String sql) {
        return Long.parseLong(clickHouse.query(sql).get(0).get(0));
    }
}
