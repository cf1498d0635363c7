// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestartStrategyOptions;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckpointRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.20.0", "1.20.1", "2.0.0"})
    void warnOfAFlinkThatCommitsBeforeTheLastCheckpoint(String version) {
        assertThat(CheckpointRules.versionWarning("Exactly-once delivery to t", version))
                .hasValueSatisfying(
                        warning ->
                                assertThat(warning)
                                        .startsWith(
                                                "Exactly-once delivery to t is not safe on Flink")
                                        .contains(version, "FLINK-37605", "1.20.2, 2.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.20.2", "1.20.3", "2.0.1", "2.1.0", "2.2.0", "2.3.0"})
    void areSilentAboutOthers(String version) {
        assertThat(CheckpointRules.versionWarning("Exactly-once delivery to t", version)).isEmpty();
    }

    @Test
    void warnOfAJobThatTakesNoCheckpointsByItself() {
        Configuration job = new Configuration();
        assertThat(CheckpointRules.intervalWarning("Delivery", job))
                .hasValueSatisfying(
                        warning ->
                                assertThat(warning)
                                        .startsWith(
                                                "Delivery runs without"
                                                        + " 'execution.checkpointing.interval'"));

        job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        assertThat(CheckpointRules.intervalWarning("Delivery", job)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "full, fixed-delay, true",
        "full, exponential-delay, true",
        "full, none, false",
        "full, , false",
        "region, fixed-delay, false",
    })
    void rejectABatchJobThatWouldStartAgainAsAWhole(
            String failover, String restart, boolean rejected) {
        Configuration job = new Configuration();
        job.set(JobManagerOptions.EXECUTION_FAILOVER_STRATEGY, failover);
        if (restart != null) {
            job.set(RestartStrategyOptions.RESTART_STRATEGY, restart);
        }
        ThrowingCallable check = () -> CheckpointRules.requireForBatch("Delivery", job);
        if (rejected) {
            assertThatThrownBy(check)
                    .hasMessageContaining("'jobmanager.execution.failover-strategy' = 'full'")
                    .hasMessageContaining("Set it to 'region'");
        } else {
            assertThatCode(check).doesNotThrowAnyException();
        }
    }
}
