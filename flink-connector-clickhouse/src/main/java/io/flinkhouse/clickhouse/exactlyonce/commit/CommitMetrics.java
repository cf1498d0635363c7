// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Registers and updates the metrics of a committer: waiting blocks, duration, blocks in doubt by
 * verdict. It registers them with the first block, or at the start if told to.
 */
final class CommitMetrics {

    private final MetricGroup group;
    private final Set<CommitMetric> shown;
    private final Map<Reason, Counter> resolved = new EnumMap<>(Reason.class);
    private Counter resends;
    private Counter refused;
    private boolean registered;
    private volatile long pendingBlocks;
    private volatile long pendingBytes;
    private volatile long oldestSealedAt;
    private volatile long lastCommitMillis;

    CommitMetrics(MetricGroup group, CommitConfig config) {
        this.group = group;
        this.shown = EnumSet.allOf(CommitMetric.class);
        if (config.refusedBlockHandler() == RefusedBlockHandler.NONE) {
            shown.remove(CommitMetric.REFUSED);
        }
        if (config.exactlyOnce().inDoubt() != InDoubtPolicy.RESEND) {
            shown.remove(CommitMetric.IN_DOUBT_POLICY_RESEND);
        }
        if (config.exactlyOnce().inDoubt() != InDoubtPolicy.SKIP) {
            shown.remove(CommitMetric.IN_DOUBT_POLICY_SKIP);
        }
    }

    /** Registers the metrics that can change with these settings. */
    void show() {
        if (registered) {
            return;
        }
        registered = true;
        group.gauge(CommitMetric.PENDING_BLOCKS.key(), () -> pendingBlocks);
        group.gauge(CommitMetric.PENDING_BYTES.key(), () -> pendingBytes);
        group.gauge(CommitMetric.OLDEST_PENDING_AGE.key(), this::oldestPendingAge);
        group.gauge(CommitMetric.COMMIT_LATENCY.key(), () -> lastCommitMillis);
        resends = counter(CommitMetric.RESENDS);
        refused = counter(CommitMetric.REFUSED);
        for (Reason reason : Reason.values()) {
            if (reason != Reason.FRESH) {
                resolved.put(reason, counter(CommitMetric.of(reason)));
            }
        }
    }

    private Counter counter(CommitMetric metric) {
        return shown.contains(metric) ? group.counter(metric.key()) : new SimpleCounter();
    }

    private long oldestPendingAge() {
        return pendingBlocks == 0 ? 0 : System.currentTimeMillis() - oldestSealedAt;
    }

    void begin(Iterable<Committable> due) {
        show();
        long blocks = 0;
        long bytes = 0;
        long oldest = Long.MAX_VALUE;
        for (Committable committable : due) {
            blocks++;
            bytes += committable.block().payload().length();
            oldest = Math.min(oldest, committable.block().origin().sealedAt());
        }
        oldestSealedAt = oldest;
        pendingBytes = bytes;
        pendingBlocks = blocks;
    }

    void end(long tookMillis) {
        pendingBlocks = 0;
        pendingBytes = 0;
        lastCommitMillis = tookMillis;
    }

    synchronized void resolved(Reason reason) {
        if (reason != Reason.FRESH) {
            resolved.get(reason).inc();
        }
    }

    synchronized void refused(long parts) {
        refused.inc(parts);
    }

    synchronized void resent() {
        resends.inc();
    }
}
