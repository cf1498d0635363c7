// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.commit;

import io.flinkhouse.sink.commit.Verdict.Reason;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

import java.util.EnumMap;
import java.util.Map;

/** What the committer shows: what waits, how long it took, what was in doubt and how that ended. */
final class CommitMetrics {

    private final Map<Reason, Counter> resolved = new EnumMap<>(Reason.class);
    private final Counter resends;
    private final Counter refused;
    private volatile long pendingBlocks;
    private volatile long pendingBytes;
    private volatile long oldestSealedAt;
    private volatile long lastCommitMillis;

    CommitMetrics(MetricGroup group) {
        group.gauge(CommitMetric.PENDING_BLOCKS.key(), () -> pendingBlocks);
        group.gauge(CommitMetric.PENDING_BYTES.key(), () -> pendingBytes);
        group.gauge(CommitMetric.OLDEST_PENDING_AGE.key(), this::oldestPendingAge);
        group.gauge(CommitMetric.COMMIT_LATENCY.key(), () -> lastCommitMillis);
        resends = group.counter(CommitMetric.RESENDS.key());
        refused = group.counter(CommitMetric.REFUSED.key());
        for (Reason reason : Reason.values()) {
            if (reason != Reason.FRESH) {
                resolved.put(reason, group.counter(CommitMetric.of(reason).key()));
            }
        }
    }

    private long oldestPendingAge() {
        return pendingBlocks == 0 ? 0 : System.currentTimeMillis() - oldestSealedAt;
    }

    void begin(Iterable<Committable> due) {
        long blocks = 0;
        long bytes = 0;
        long oldest = Long.MAX_VALUE;
        for (Committable committable : due) {
            blocks++;
            bytes += committable.block().content().length();
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

    void resolved(Reason reason) {
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
