// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the addresses and the user agent of requests. */
class AddressTest {

    private static final String OK =
            "HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: q\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', '/'",
        "LOCALHOST, '', '/'",
        "localhost, /clickhouse, /clickhouse",
        "localhost, /a/b%20c/, /a/b%20c/"
    })
    void reachesTheServer(String host, String path, String sent) throws Exception {
        try (ScriptedServer server = ScriptedServer.on(0, OK)) {
            ask(ConnectionConfig.parse("http://" + host + ":" + server.port() + path));
            assertThat(server.requests().get(0))
                    .startsWith("POST " + sent + "?")
                    .containsIgnoringCase(
                            "Host: " + host.replaceAll("\\.$", "") + ":" + server.port() + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]", "[0:0:0:0:0:0:0:1]", "[::1%25lo]", "[::1%lo]"})
    void reachesAnIpv6Address(String host) throws Exception {
        try (ScriptedServer server = ScriptedServer.at(InetAddress.getByName("::1"), OK)) {
            ask(ConnectionConfig.parse("http://" + host + ":" + server.port()));
            assertThat(server.requests().get(0))
                    .contains("Host: " + host.replaceAll("%(25)?lo", "") + ":" + server.port());
        }
    }

    /** The name server of this machine has no such names; a proxy asks its own. */
    @ParameterizedTest
    @CsvSource({"my_host.local, my_host.local", "HOST.example., HOST.example"})
    void namesTheServerToAProxy(String host, String sent) throws Exception {
        try (ScriptedServer proxy = ScriptedServer.on(0, OK)) {
            ask(
                    ConnectionConfig.parse("http://" + host + ":81/x")
                            .withClient(
                                    Map.of(
                                            "proxy_host",
                                            "127.0.0.1",
                                            "proxy_port",
                                            Integer.toString(proxy.port()))));
            assertThat(proxy.requests().get(0)).startsWith("POST http://" + sent + ":81/x?");
        }
    }

    @Test
    void aStatementIsNoPartOfTheAddress() throws Exception {
        try (ScriptedServer server = ScriptedServer.on(0, OK);
                ClickHouseClient client = new ClickHouseClient(server.connection(), 1)) {
            String columns = "`" + "c".repeat(100_000) + "`";
            client.insert(
                    new InsertRequest(
                            "INSERT INTO t (" + columns + ") FORMAT Native",
                            "q",
                            Map.of(),
                            Bytes.of("abc"),
                            true));
            assertThat(server.requests().get(0)).hasSizeLessThan(4096).doesNotContain("INSERT");
        }
    }

    @Test
    void aUserWithAColonLogsInUnderItsWholeName() throws Exception {
        try (ScriptedServer server = ScriptedServer.on(0, OK)) {
            ask(server.connection().withCredentials("a:b", new Secret("p:w")));
            assertThat(server.requests().get(0))
                    .contains("X-ClickHouse-User: a:b\r\n")
                    .contains("X-ClickHouse-Key: p:w\r\n")
                    .doesNotContain("Authorization");
        }
        assertThatThrownBy(
                        () ->
                                ask(
                                        ConnectionConfig.parse("http://h")
                                                .withCredentials("ä:b", Secret.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Rename the user");
    }

    @Test
    void aTokenIsTheOnlyLogIn() throws Exception {
        for (String option : new String[] {"access_token", "bearer_token"}) {
            try (ScriptedServer server = ScriptedServer.on(0, OK)) {
                ask(server.connection().withClient(Map.of(option, "a.b-c_d~e+f/g==")));
                assertThat(server.requests().get(0))
                        .contains("Authorization: Bearer a.b-c_d~e+f/g==\r\n")
                        .doesNotContainIgnoringCase("X-ClickHouse-User")
                        .doesNotContainIgnoringCase("user=");
            }
        }
    }

    @Test
    void headersOfTheUserGoWithEachRequest() throws Exception {
        try (ScriptedServer server = ScriptedServer.on(0, OK)) {
            ask(server.connection().withClient(Map.of("http_header_X-Tenant", "a b")));
            assertThat(server.requests().get(0))
                    .contains("X-Tenant: a b\r\n")
                    .doesNotContainIgnoringCase("Upgrade")
                    .doesNotContainIgnoringCase("Expect")
                    .doesNotContainIgnoringCase("Cookie");
        }
    }

    private static void ask(ConnectionConfig config) throws Exception {
        try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
            client.execute("SELECT 1");
        }
    }
}
