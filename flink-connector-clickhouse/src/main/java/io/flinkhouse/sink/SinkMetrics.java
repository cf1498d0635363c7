// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.codec.EncodedBlock;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What a writer counts. Called from the threads that send as well as from the task's, one at a
 * time.
 */
final class SinkMetrics {

    private final SinkWriterMetricGroup group;
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

    SinkMetrics(SinkWriterMetricGroup group) {
        this.group = group;
        rowsSent = group.getNumRecordsSendCounter();
        bytesSent = group.getNumBytesSendCounter();
        rowsFailed = group.getNumRecordsSendErrorsCounter();
        group.setCurrentSendTimeGauge(() -> lastLatency);
        retries = group.counter(SinkMetric.INSERT_RETRIES.key());
        rejected = group.counter(SinkMetric.REJECTED_ROWS.key());
        ignored = group.counter(SinkMetric.IGNORED_CHANGES.key());
        refused = group.counter(SinkMetric.REFUSED.key());
        group.histogram(SinkMetric.INSERT_LATENCY.key(), latency);
        group.histogram(SinkMetric.BATCH_ROWS.key(), batchRows);
        group.histogram(SinkMetric.BATCH_BYTES.key(), batchBytes);
    }

    void watchInFlight(IntSupplier inserts) {
        group.gauge(SinkMetric.IN_FLIGHT_INSERTS.key(), inserts::getAsInt);
    }

    void watchSpool(LongSupplier bytes) {
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

    /** A block is complete and will be sent when its checkpoint is. */
    synchronized void sealed(EncodedBlock block) {
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

    synchronized void rejected() {
        rejected.inc();
    }

    synchronized void dropped() {
        ignored.inc();
    }

    synchronized void refused(int parts) {
        refused.inc(parts);
    }
}
