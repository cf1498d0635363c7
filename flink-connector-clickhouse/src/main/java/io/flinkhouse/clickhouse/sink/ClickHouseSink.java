// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Writes a stream into a ClickHouse table.
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
 *                     ClickHouseSink.<Visit>builder()
 *                             .url("http://localhost:8123")
 *                             .table("web", "visits")
 *                             .rows(RowMapping.of(Visit.class))
 *                             .build())
 *             .uid("visits-to-clickhouse");
 *     env.execute("visits");
 * }
 * }</pre>
 *
 * <p>The {@link org.apache.flink.connector.base.DeliveryGuarantee} determines the effect of a
 * failure on rows:
 *
 * <ul>
 *   <li>{@code NONE}: rows may be lost or written twice. A checkpoint does not wait for inserts;
 *       one that fails for good still fails the job, and a bounded input is written to its end.
 *   <li>{@code AT_LEAST_ONCE}, the default: no row is lost, some may be written twice. A checkpoint
 *       completes when the server has acknowledged every row before it.
 *   <li>{@code EXACTLY_ONCE}: every row is written once. Rows are sealed in blocks before a
 *       checkpoint and sent when it is complete, so they can be read one checkpoint interval later.
 * </ul>
 *
 * <p>The guarantees require that:
 *
 * <ul>
 *   <li>Checkpoints are on, for {@code AT_LEAST_ONCE} and {@code EXACTLY_ONCE}, and the source can
 *       be read again from a checkpoint.
 *   <li>The table exists when the job starts, and the user may INSERT into it.
 *   <li>The sink has the same {@code uid} after a restore, and a job is restored from its newest
 *       checkpoint or savepoint: an older one brings the rows since then again.
 *   <li>For {@code EXACTLY_ONCE}, the table has a deduplication window or the fence column, or its
 *       engine is {@code ReplacingMergeTree(version)}; for another table the job fails at its start
 *       with the statement that changes the table.
 *   <li>For {@code EXACTLY_ONCE}, all TaskManagers share {@link ClickHouseSinkBuilder#spoolPath},
 *       and no other process deletes files there.
 *   <li>The server does not lose acknowledged data: {@code insert_quorum} on replicated tables,
 *       {@code fsync_after_insert} on others.
 * </ul>
 *
 * <p>{@link io.flinkhouse.clickhouse.mapping.RowMapping} lists the ways a record becomes a row.
 */
@PublicEvolving
public sealed interface ClickHouseSink<T> extends Sink<T> permits ExactlyOnceSink, DirectSink {

    /** Returns a builder of a sink. */
    static <T> ClickHouseSinkBuilder<T> builder() {
        return new ClickHouseSinkBuilder<>();
    }
}
