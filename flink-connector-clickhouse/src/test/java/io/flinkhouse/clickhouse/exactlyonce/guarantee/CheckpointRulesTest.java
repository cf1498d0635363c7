// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CheckpointRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.20.0", "1.20.1", "2.0.0"})
    void warnOfAFlinkThatCommitsBeforeTheLastCheckpoint(String version) {
        assertThat(CheckpointRules.warning("Exactly-once delivery to t", version))
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
        assertThat(CheckpointRules.warning("Exactly-once delivery to t", version)).isEmpty();
    }
}
