// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.examples;

import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Writes a stream of Java records into a table:
 *
 * <pre>{@code
 * CREATE TABLE visits (
 *     user_id UInt64,
 *     page    LowCardinality(String),
 *     at      DateTime64(3),
 *     tags    Array(String),
 *     source  String DEFAULT 'flink'
 * ) ENGINE = MergeTree ORDER BY (page, at)
 * }</pre>
 *
 * <p>{@code source} is no component of the record, so the server fills it.
 */
public final class VisitsJob {

    /** A visit of a page. */
    public record Visit(long userId, String page, Instant at, List<String> tags) {}

    private VisitsJob() {}

    /** Arguments: URL, user, password, database, number of visits. */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.enableCheckpointing(10_000);

        DataStream<Visit> visits =
                env.fromSequence(1, Long.parseLong(args[4])).map(VisitsJob::visit);

        visits.sinkTo(
                        ClickHouseSink.<Visit>builder()
                                .url(args[0])
                                .username(args[1])
                                .password(args[2])
                                .table(args[3], "visits")
                                .deliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                                .flushInterval(Duration.ofSeconds(2))
                                .rows(RowMapping.of(Visit.class))
                                .build())
                .name("visits to ClickHouse");
        env.execute("visits");
    }

    private static Visit visit(long number) {
        Instant at = Instant.parse("2026-01-01T00:00:00Z").plusMillis(number);
        String page = number % 3 == 0 ? "/buy" : "/home";
        return new Visit(number % 1000, page, at, List.of("web", "n" + number % 10));
    }
}
