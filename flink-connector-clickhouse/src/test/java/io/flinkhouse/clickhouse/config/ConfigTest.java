// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.util.InstantiationUtil;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PT9223372036854775.807S", "PT2562047788015215H", "P36501D"})
    void refusesDurationsThatOverflow(Duration forever) {
        String most = "a duration of at most 36500 d";
        refused(() -> new BatchConfig(1, 1, forever), "'sink.flush.interval'", most);
        refused(() -> new RetryConfig(forever, SECOND, SECOND), "'sink.retry.timeout'", most);
        refused(() -> new RetryConfig(SECOND, forever, forever), "'sink.retry.backoff.min'", most);
        refused(() -> new RetryConfig(SECOND, SECOND, forever), "'sink.retry.backoff.max'", most);
        refused(
                () -> ExactlyOnceConfig.at("s").withRetention(forever),
                "'sink.exactly-once.retention'",
                most);
    }

    @Test
    void refusesValuesThatCannotWorkAndNamesTheOption() {
        refused(() -> new BatchConfig(0, 1, SECOND), "'sink.flush.max-rows' is '0'");
        refused(() -> new BatchConfig(2_000_000, 1, SECOND), "from 1 to 1000000");
        refused(() -> new BatchConfig(1, 0, SECOND), "'sink.flush.max-bytes'");
        refused(() -> new BatchConfig(1, 1L << 40, SECOND), "256 mb");
        refused(() -> new BatchConfig(1, 1, Duration.ZERO), "'sink.flush.interval'");
        refused(() -> new RetryConfig(SECOND.negated(), SECOND, SECOND), "'sink.retry.timeout'");
        refused(() -> new RetryConfig(SECOND, Duration.ZERO, SECOND), "'sink.retry.backoff.min'");
        refused(
                () -> new RetryConfig(SECOND, SECOND, Duration.ofMillis(1)),
                "'sink.retry.backoff.max' is '1 ms'; give at least 'sink.retry.backoff.min'");
        refused(() -> write(0), "'sink.in-flight' is '0'");
        refused(() -> write(1000), "from 1 to 64");
        refused(() -> new Endpoint("", 1, false), "'url'");
        refused(() -> connection().withCredentials(" ", Secret.NONE), "'username'");
        refused(() -> connection().withDatabase(""), "'database-name'");
    }

    @Test
    void refusesSettingsThatDeliveryRestsOn() {
        refused(() -> settings("async_insert"), "'settings.async_insert' cannot be chosen");
        refused(
                () -> settings("insert_deduplication_token"),
                "'settings.insert_deduplication_token' cannot be chosen");
        refused(() -> settings("password"), "use 'password' instead");
        refused(() -> settings(""), "'settings.' names no setting");
        refused(() -> settings("profile"), "use a user that has this profile instead");
        assertThat(settings("insert_quorum").settings()).containsKey("insert_quorum");
        // Of messages that are passed through; the connector's queries have a value of their own.
        assertThat(settings("format_tsv_null_representation").settings()).hasSize(1);
    }

    /** A user's value that is silently overridden would mislead. */
    @Test
    void refusesEverySettingThatItSendsItself() {
        Stream.of(
                        InsertProfile.names(),
                        QueryProfile.TEXT.settings().keySet(),
                        QueryProfile.ROWS.settings().keySet(),
                        Set.of("readonly", "lightweight_deletes_sync"))
                .flatMap(Set::stream)
                .forEach(
                        name ->
                                refused(
                                        () -> settings(name),
                                        "'settings." + name + "' cannot be chosen"));
    }

    @Test
    void showsNeitherPasswordNorTokenAndTravelsWithAJob() throws Exception {
        ConnectionConfig config =
                connection()
                        .withCredentials("u", new Secret("pass-word"))
                        .withClient(Map.of("access_token", "to-ken"));

        assertThat(config.toString())
                .contains("http://h:8123", "access_token")
                .doesNotContain("pass-word")
                .doesNotContain("to-ken");
        assertThat(InstantiationUtil.clone(config)).isEqualTo(config);
        assertThat(InstantiationUtil.clone(WriteConfig.DEFAULT)).isEqualTo(WriteConfig.DEFAULT);
    }

    private static void refused(ThrowingCallable made, String... messages) {
        assertThatThrownBy(made)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(messages);
    }

    private static WriteConfig write(int inFlight) {
        return new WriteConfig(
                DeliveryGuarantee.NONE, BatchConfig.DEFAULT, inFlight, RetryConfig.DEFAULT);
    }

    private static ConnectionConfig connection() {
        return new ConnectionConfig(
                List.of(new Endpoint("h", 8123, false)), "u", Secret.NONE, "d", Map.of(), Map.of());
    }

    private static ConnectionConfig settings(String name) {
        return connection().withSettings(Map.of(name, "1"));
    }
}
