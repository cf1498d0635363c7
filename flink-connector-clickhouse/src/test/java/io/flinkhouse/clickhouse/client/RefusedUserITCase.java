// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Errors of a server that refuses the user: each says what to change. */
class RefusedUserITCase {

    private static ClickHouseServer server;

    @BeforeAll
    static void start() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .profilesXml(
                                        "<bound><constraints><max_threads><max>4</max></max_threads>"
                                                + "</constraints></bound>")
                                .userXml(user("known", "default"))
                                .userXml(user("bound", "bound"))
                                .userXml(user("reader", "readonly")));
    }

    private static String user(String name, String profile) {
        return "<%1$s><password>right</password><networks><ip>::/0</ip></networks><profile>%2$s</profile></%1$s>"
                .formatted(name, profile);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aWrongPasswordIsToBeCorrected() {
        String next = "(AUTHENTICATION_FAILED). Check 'username' and 'password'";
        assertThatThrownBy(() -> ask("known", "wrong", Map.of())).hasMessageEndingWith(next);
        assertThatThrownBy(() -> ask("unknown", "right", Map.of())).hasMessageEndingWith(next);
    }

    @Test
    void aConstraintIsToBeKeptOrRemoved() {
        assertThatThrownBy(() -> ask("bound", "right", Map.of("max_threads", "5")))
                .hasMessageContaining("max_threads")
                .hasMessageContaining("(SETTING_CONSTRAINT_VIOLATION)")
                .hasMessageEndingWith(
                        "). If an option 'settings.*' sets it, remove or change the option; else let"
                                + " this user change the setting, or give the job another user");
        assertThatThrownBy(() -> ask("reader", "right", Map.of("max_threads", "5")))
                .hasMessageContaining("(READONLY)")
                .hasMessageEndingWith("or give the job another user");
        assertThatThrownBy(() -> query("reader", "CREATE TABLE t (a Int8) ENGINE = Null"))
                .hasMessageContaining("(READONLY)")
                .hasMessageEndingWith("). Give the job a user without 'readonly'");
    }

    /** In the words of a server: the engine of the tests counts no queries. */
    @Test
    void aSpentQuotaIsToBeRaised() {
        String text =
                "Code: 201. DB::Exception: Quota for user `spent` for 1s has been exceeded: queries ="
                        + " 2/1. (QUOTA_EXCEEDED) (version 26.7.2.1)";
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("SELECT 1").always(new Fault.Answer(500, 201, text));

            assertThatThrownBy(() -> ask(proxy.url(), "known", "right", Map.of()))
                    .hasMessageContaining("queries = 2/1")
                    .hasMessageEndingWith(
                            "). Raise the quota of this user, or give the job a user without one");
        }
    }

    private static String ask(String user, String password, Map<String, String> settings)
            throws ClickHouseException {
        return ask(server.url(), user, password, settings);
    }

    private static void query(String user, String statement) throws ClickHouseException {
        try (ClickHouseClient client = client(server.url(), user, "right", Map.of())) {
            client.execute(statement);
        }
    }

    private static String ask(
            String url, String user, String password, Map<String, String> settings)
            throws ClickHouseException {
        try (ClickHouseClient client = client(url, user, password, settings)) {
            return client.value("SELECT 1");
        }
    }

    private static ClickHouseClient client(
            String url, String user, String password, Map<String, String> settings) {
        return new ClickHouseClient(
                ConnectionConfig.parse(url)
                        .withCredentials(user, new Secret(password))
                        .withSettings(settings),
                1);
    }
}
