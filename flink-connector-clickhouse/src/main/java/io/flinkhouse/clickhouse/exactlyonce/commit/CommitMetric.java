// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Reason;

import org.apache.flink.annotation.Internal;

/**
 * Declares the metrics of a committer; {@code docs/generated/metrics.md} is written from this list.
 */
@Internal
public enum CommitMetric {
    PENDING_BLOCKS("pendingBlocks", "Gauge", "Blocks that are due and not yet acknowledged."),
    PENDING_BYTES("pendingBytes", "Gauge", "Compressed bytes of those blocks."),
    OLDEST_PENDING_AGE(
            "oldestPendingAgeMs", "Gauge", "Milliseconds since the oldest of them was sealed."),
    COMMIT_LATENCY("commitLatencyMs", "Gauge", "Milliseconds that the last commit took."),
    RESENDS("resends", "Counter", "Attempts of a commit that followed a passing error."),
    REFUSED(
            "refusedRows",
            "Counter",
            "Rows, or messages of a pass-through table, that the server refuses and"
                    + " 'sink.error-mode' leaves out. Exists unless 'sink.error-mode' = 'fail'."),
    IN_DOUBT_LEDGER("inDoubtLedger", "Counter", "Blocks in doubt that the ledger knew."),
    IN_DOUBT_FENCE_COMPLETE(
            "inDoubtFenceComplete", "Counter", "Blocks in doubt whose rows were all there."),
    IN_DOUBT_FENCE_ABSENT(
            "inDoubtFenceAbsent", "Counter", "Blocks in doubt that were not there, and were sent."),
    IN_DOUBT_FENCE_PARTIAL(
            "inDoubtFencePartial",
            "Counter",
            "Blocks in doubt of which some partitions were there; the others were sent."),
    IN_DOUBT_TOKEN(
            "inDoubtToken", "Counter", "Blocks in doubt sent again, as the token is remembered."),
    IN_DOUBT_IDEMPOTENT(
            "inDoubtIdempotent",
            "Counter",
            "Blocks in doubt sent again, as rows of one version replace each other."),
    IN_DOUBT_POLICY_RESEND(
            "inDoubtPolicyResend",
            "Counter",
            "Blocks sent again because 'sink.exactly-once.in-doubt' says so; rows may be double."
                    + " Exists with 'resend'."),
    IN_DOUBT_POLICY_SKIP(
            "inDoubtPolicySkip",
            "Counter",
            "Blocks left out because 'sink.exactly-once.in-doubt' says so; rows may be missing."
                    + " Exists with 'skip'.");

    private final String key;
    private final String kind;
    private final String description;

    CommitMetric(String key, String kind, String description) {
        this.key = key;
        this.kind = kind;
        this.description = description;
    }

    static CommitMetric of(Reason reason) {
        return valueOf("IN_DOUBT_" + reason.name());
    }

    public String key() {
        return key;
    }

    public String kind() {
        return kind;
    }

    public String description() {
        return description;
    }
}
