// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.Verdict.Reason;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.exactlyonce.spool.InsertTarget;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadInfo;
import io.flinkhouse.clickhouse.exactlyonce.spool.PayloadLocation.Inline;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.sql.TablePath;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Each metric of a committer moves, and no other moves with it. */
class CommitMetricsTest {

    private final Shown shown = new Shown();
    private final CommitMetrics metrics = new CommitMetrics(shown, config(InDoubtPolicy.RESEND));

    @BeforeEach
    void show() {
        metrics.show();
        assertThat(shown.moved()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FRESH", "POLICY_SKIP"})
    void aBlockInDoubtIsCountedByWhatDecided(Reason reason) {
        metrics.resolved(reason);
        assertThat(shown.moved()).containsExactly(CommitMetric.of(reason).key());
    }

    /** Nothing was in doubt. */
    @Test
    void aFreshBlockIsNotCounted() {
        metrics.resolved(Reason.FRESH);
        assertThat(shown.moved()).isEmpty();
    }

    @Test
    void whatIsDueIsPendingUntilItIsCommitted() {
        long minuteAgo = System.currentTimeMillis() - 60_000;
        metrics.begin(List.of(block(minuteAgo, 300), block(minuteAgo + 30_000, 400)));

        assertThat(shown.values())
                .containsEntry("pendingBlocks", 2L)
                .containsEntry("pendingBytes", 700L)
                .hasEntrySatisfying(
                        "oldestPendingAgeMs", age -> assertThat(age).isBetween(60_000L, 120_000L));

        metrics.end(25);
        assertThat(shown.moved()).containsExactly("commitLatencyMs");
        assertThat(shown.values()).containsEntry("commitLatencyMs", 25L);
    }

    @Test
    void attemptsAndRefusedRowsAreCounted() {
        metrics.resent();
        metrics.refused(3);
        assertThat(shown.moved()).containsExactlyInAnyOrder("resends", "refusedRows");
        assertThat(shown.values()).containsEntry("refusedRows", 3L);
    }

    @Test
    void everyReasonButFreshHasAMetric() {
        assertThat(EnumSet.complementOf(EnumSet.of(Reason.FRESH)))
                .extracting(CommitMetric::of)
                .doesNotHaveDuplicates();
    }

    private static Committable block(long sealedAt, long bytes) {
        return new Committable(
                new BlockMetadata(
                        BlockId.next(sealedAt),
                        new BlockOrigin("uid", BlockOrigin.NEW, sealedAt),
                        new InsertTarget(new TablePath("db", "t"), "", "INSERT", 0),
                        new PayloadInfo(BlockKind.ROWS, 1, bytes, 0, true, 0)),
                new Inline(new byte[0]));
    }

    private static CommitConfig config(InDoubtPolicy policy) {
        return new CommitConfig(
                ConnectionConfig.parse("http://unused"),
                new ExactlyOnceConfig(
                        "file:///unused",
                        ExactlyOnceConfig.DEFAULT_FENCE_COLUMN,
                        policy,
                        ExactlyOnceConfig.DEFAULT_RETENTION),
                RetryConfig.DEFAULT,
                1,
                CommitOrder.FREE,
                BisectingHandler.skipping(RetryConfig.DEFAULT));
    }

    /** What a reporter would show. */
    private static final class Shown extends UnregisteredMetricsGroup {

        private final Map<String, Counter> counters = new TreeMap<>();
        private final Map<String, Gauge<?>> gauges = new TreeMap<>();

        Map<String, Long> values() {
            Map<String, Long> values = new TreeMap<>();
            counters.forEach((name, counter) -> values.put(name, counter.getCount()));
            gauges.forEach((name, gauge) -> values.put(name, (Long) gauge.getValue()));
            return values;
        }

        Set<String> moved() {
            return values().entrySet().stream()
                    .filter(entry -> entry.getValue() != 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(name, key -> new SimpleCounter());
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(name, gauge);
            return gauge;
        }
    }
}
