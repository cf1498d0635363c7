// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import org.apache.flink.annotation.PublicEvolving;

/**
 * Writes a stream into a ClickHouse table.
 *
 * <p>A complete job:
 *
 * <pre>{@code
 * public record Visit(long userId, String page, Instant at) {}
 *
 * public static void main(String[] args) throws Exception {
 *     StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
 *     env.enableCheckpointing(10_000);
 *     DataStream<Visit> visits =
 *             env.fromData(
 *                     new Visit(1, "/home", Instant.now()), new Visit(2, "/buy", Instant.now()));
 *     // CREATE TABLE web.visits (user_id UInt64, page String, at DateTime64(3)) ORDER BY at
 *     visits.sinkTo(
 *             ClickHouseSink.<Visit>builder()
 *                     .url("http://localhost:8123")
 *                     .table("web", "visits")
 *                     .rows(RowMapping.of(Visit.class))
 *                     .build());
 *     env.execute("visits");
 * }
 * }</pre>
 *
 * <p>What becomes of the rows when something fails is decided by {@link
 * ClickHouseSinkBuilder#deliveryGuarantee}; {@link io.flinkhouse.sink.rows.RowMapping} lists the
 * ways a record becomes a row.
 */
@PublicEvolving
public final class ClickHouseSink {

    private ClickHouseSink() {}

    public static <T> ClickHouseSinkBuilder<T> builder() {
        return new ClickHouseSinkBuilder<>();
    }
}
