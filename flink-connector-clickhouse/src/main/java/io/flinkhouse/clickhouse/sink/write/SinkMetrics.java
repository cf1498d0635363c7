// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink.write;

import io.flinkhouse.clickhouse.block.EncodedBlock;
import io.flinkhouse.clickhouse.changelog.ChangelogWriter;
import io.flinkhouse.clickhouse.metrics.RecentValues;
import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.metrics.SinkMetric.Exists;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Counts what a writer sends, rejects and retries. Called from the threads that send as well as
 * from the task's, one at a time. A metric that cannot change in the writer's sink is counted but
 * not shown.
 */
@Internal
public final class SinkMetrics {

    private final SinkWriterMetricGroup group;
    private final Set<Exists> shown;
    private final Counter rowsSent;
    private final Counter bytesSent;
    private final Counter rowsFailed;
    private final Counter retries;
    private final Counter rejected;
    private final Counter ignored;
    private final Counter refused;
    private final RecentValues latency = new RecentValues();
    private final RecentValues batchRows = new RecentValues();
    private final RecentValues batchBytes = new RecentValues();
    private volatile long lastLatency;

    private SinkMetrics(SinkWriterMetricGroup group, Set<Exists> shown) {
        this.group = group;
        this.shown = shown;
        rowsSent = group.getNumRecordsSendCounter();
        bytesSent = group.getNumBytesSendCounter();
        rowsFailed = group.getNumRecordsSendErrorsCounter();
        if (isShown(SinkMetric.CURRENT_SEND_TIME)) {
            group.setCurrentSendTimeGauge(() -> lastLatency);
        }
        retries = counter(SinkMetric.INSERT_RETRIES);
        rejected = counter(SinkMetric.REJECTED_ROWS);
        ignored = counter(SinkMetric.IGNORED_CHANGES);
        refused = counter(SinkMetric.REFUSED);
        show(SinkMetric.INSERT_LATENCY, latency);
        show(SinkMetric.BATCH_ROWS, batchRows);
        show(SinkMetric.BATCH_BYTES, batchBytes);
    }

    /**
     * Creates the metrics of a writer that sends its blocks itself.
     *
     * @param leavesOut whether refused rows are left out of their block instead of failing the job
     */
    public static SinkMetrics ofSending(
            SinkWriterMetricGroup group, boolean leavesOut, ChangelogWriter changes) {
        Set<Exists> shown = shown(changes);
        shown.add(Exists.SENDING);
        if (leavesOut) {
            shown.add(Exists.LEAVING_OUT);
        }
        return new SinkMetrics(group, shown);
    }

    /** Creates the metrics of a writer whose blocks a committer sends. */
    public static SinkMetrics ofSealing(SinkWriterMetricGroup group, ChangelogWriter changes) {
        Set<Exists> shown = shown(changes);
        shown.add(Exists.SEALING);
        return new SinkMetrics(group, shown);
    }

    private static Set<Exists> shown(ChangelogWriter changes) {
        Set<Exists> shown = EnumSet.of(Exists.ALWAYS);
        if (changes.ignoresSome()) {
            shown.add(Exists.IGNORING);
        }
        return shown;
    }

    private boolean isShown(SinkMetric metric) {
        return shown.contains(metric.exists());
    }

    private Counter counter(SinkMetric metric) {
        return isShown(metric) ? group.counter(metric.key()) : new SimpleCounter();
    }

    private void show(SinkMetric metric, Histogram values) {
        if (isShown(metric)) {
            group.histogram(metric.key(), values);
        }
    }

    void watchInFlight(IntSupplier inserts) {
        group.gauge(SinkMetric.IN_FLIGHT_INSERTS.key(), inserts::getAsInt);
    }

    public void watchSpool(LongSupplier bytes) {
        group.gauge(SinkMetric.SPOOLED_BYTES.key(), bytes::getAsLong);
    }

    synchronized void acknowledged(EncodedBlock block, long millis) {
        rowsSent.inc(block.rows());
        bytesSent.inc(block.length());
        batchRows.update(block.rows());
        batchBytes.update(block.uncompressedBytes());
        latency.update(millis);
        lastLatency = millis;
    }

    /** Counts a sealed block, which is sent when its checkpoint is complete. */
    public synchronized void sealed(EncodedBlock block) {
        rowsSent.inc(block.rows());
        bytesSent.inc(block.length());
        batchRows.update(block.rows());
        batchBytes.update(block.uncompressedBytes());
    }

    synchronized void failed(EncodedBlock block) {
        rowsFailed.inc(block.rows());
    }

    synchronized void retried() {
        retries.inc();
    }

    public synchronized void rejected() {
        rejected.inc();
    }

    synchronized void dropped() {
        ignored.inc();
    }

    synchronized void refused(int parts) {
        refused.inc(parts);
    }
}
