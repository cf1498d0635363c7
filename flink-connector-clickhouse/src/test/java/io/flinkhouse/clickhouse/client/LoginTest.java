// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a log-in which others can read on its way is warned of. */
class LoginTest {

    private static final String AWAY = "http://clickhouse.example:8123";

    @Test
    void aPasswordThatOthersCanReadIsWarnedOfOnce() {
        assertThat(warnings(withPassword(AWAY)))
                .containsOnlyOnce(
                        "WARN The log-in travels to http://clickhouse.example:8123 without TLS")
                .contains("Give https:// in 'url'")
                .doesNotContain("geheim");
    }

    @Test
    void aTokenThatOthersCanReadIsWarnedOf() {
        assertThat(warnings(ConnectionConfig.parse(AWAY).withClient(Map.of("access_token", "abc"))))
                .contains("without TLS")
                .doesNotContain("abc");
    }

    @Test
    void oneServerThatIsAwayIsEnough() {
        assertThat(warnings(withPassword("http://localhost,b.example")))
                .contains("travels to http://b.example:8123");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://clickhouse.example",
                "http://localhost",
                "http://127.0.0.2",
                "http://[::1]"
            })
    void othersAreNotWarnedOf(String url) {
        assertThat(warnings(withPassword(url))).isEmpty();
    }

    @Test
    void aUserWithoutPasswordHasNothingToLose() {
        assertThat(warnings(ConnectionConfig.parse(AWAY))).isEmpty();
    }

    private static ConnectionConfig withPassword(String url) {
        return ConnectionConfig.parse(url).withCredentials("user", new Secret("geheim"));
    }

    /** The log of two connections of a process that has not been warned yet. */
    private static String warnings(ConnectionConfig config) {
        Login.WARNED.set(false);
        try (SeenLogs logs = SeenLogs.start()) {
            Login.headers(config, ClientOptions.of(config));
            Login.headers(config, ClientOptions.of(config));
            return logs.text();
        }
    }
}
