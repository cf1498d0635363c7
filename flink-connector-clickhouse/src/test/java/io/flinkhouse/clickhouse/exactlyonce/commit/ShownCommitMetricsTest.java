// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.rejection.BisectingHandler;
import io.flinkhouse.clickhouse.rejection.RefusedBlockHandler;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric.IN_DOUBT_POLICY_RESEND;
import static io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric.IN_DOUBT_POLICY_SKIP;
import static io.flinkhouse.clickhouse.exactlyonce.commit.CommitMetric.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a committer shows exactly the metrics that can change with its options. */
class ShownCommitMetricsTest {

    private final Names names = new Names();

    @Test
    void noneWithoutBlocksToCommitUnlessAskedTo() throws Exception {
        try (BlockCommitter committer = committer(InDoubtPolicy.FAIL, RefusedBlockHandler.NONE)) {
            assertThat(names.known).isEmpty();
            committer.withMetrics();
            assertThat(names.known).isNotEmpty();
        }
    }

    @Test
    void noneOfDecisionsThatThePolicyDoesNotTake() throws Exception {
        committer(InDoubtPolicy.FAIL, RefusedBlockHandler.NONE).withMetrics().close();
        assertThat(names.known)
                .isEqualTo(allBut(IN_DOUBT_POLICY_RESEND, IN_DOUBT_POLICY_SKIP, REFUSED));
    }

    @Test
    void thoseOfTheDecisionThatThePolicyTakes() throws Exception {
        committer(InDoubtPolicy.SKIP, RefusedBlockHandler.NONE).withMetrics().close();
        assertThat(names.known).isEqualTo(allBut(IN_DOUBT_POLICY_RESEND, REFUSED));
        names.known.clear();
        committer(InDoubtPolicy.RESEND, BisectingHandler.skipping(RetryConfig.DEFAULT))
                .withMetrics()
                .close();
        assertThat(names.known).isEqualTo(allBut(IN_DOUBT_POLICY_SKIP));
    }

    private static Set<String> allBut(CommitMetric... hidden) {
        Set<CommitMetric> without = Set.of(hidden);
        return Arrays.stream(CommitMetric.values())
                .filter(metric -> !without.contains(metric))
                .map(CommitMetric::key)
                .collect(Collectors.toSet());
    }

    private BlockCommitter committer(
            InDoubtPolicy policy, RefusedBlockHandler refusedBlockHandler) {
        return new BlockCommitter(
                new CommitConfig(
                        ConnectionConfig.parse("http://unused"),
                        new ExactlyOnceConfig(
                                "file:///unused",
                                ExactlyOnceConfig.DEFAULT_FENCE_COLUMN,
                                policy,
                                ExactlyOnceConfig.DEFAULT_RETENTION),
                        RetryConfig.DEFAULT,
                        1,
                        CommitOrder.FREE,
                        refusedBlockHandler),
                BlockOrigin.NEW,
                names);
    }

    /** Remembers the names of metrics. */
    private static final class Names extends UnregisteredMetricsGroup {

        private final Set<String> known = new TreeSet<>();

        @Override
        public Counter counter(String name) {
            known.add(name);
            return super.counter(name);
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            known.add(name);
            return super.gauge(name, gauge);
        }
    }
}
