// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.testutils.process.Certificates;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests requests through proxies, and that only a proxy gets its password. */
@Timeout(60)
class ProxyTest {

    private static final String OURS = "X-ClickHouse-Query-Id: q\r\n";
    private static final String OK =
            "HTTP/1.1 200 OK\r\n" + OURS + "Content-Length: 0\r\nConnection: close\r\n\r\n";

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.create();
    }

    @Test
    void requestsGoThroughAProxy() throws Exception {
        try (ScriptedServer proxy = ScriptedServer.answering("200 OK", OURS, "")) {
            String port = proxy.url().substring(proxy.url().lastIndexOf(':') + 1);
            Map<String, String> options =
                    Map.of(
                            "proxy_host",
                            "127.0.0.1",
                            "proxy_port",
                            port,
                            "proxy_user",
                            "u",
                            "proxy_password",
                            "p");
            ConnectionConfig config =
                    ConnectionConfig.parse("http://clickhouse.invalid:8123").withClient(options);
            try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
                client.execute("SELECT 1");
            }
            assertThat(proxy.requests().get(0))
                    .contains("clickhouse.invalid:8123")
                    .contains("Proxy-Authorization: Basic");
        }
    }

    @Test
    void theProxyIsToldItsPasswordAndTheServerBehindTlsIsNot() throws Exception {
        try (ScriptedServer server = ScriptedServer.tls(certificates, OK);
                TunnelProxy proxy = TunnelProxy.http(server.port(), "200 Connected")) {
            try (ClickHouseClient client = new ClickHouseClient(tunnelled(server, proxy), 1)) {
                client.execute("SELECT 1");
            }
            assertThat(proxy.asked().get(0))
                    .startsWith("CONNECT localhost:" + server.port())
                    .contains("Proxy-Authorization: Basic dTpw\r\n");
            assertThat(server.requests().get(0))
                    .startsWith("POST /?")
                    .doesNotContainIgnoringCase("Proxy-");
        }
    }

    @Test
    void aProxyThatRefusesTheTunnelIsAFailureThatSaysWhatToDo() throws Exception {
        try (ScriptedServer server = ScriptedServer.tls(certificates, OK);
                TunnelProxy proxy =
                        TunnelProxy.http(
                                server.port(),
                                "407 Log in\r\nProxy-Authenticate: Basic realm=\"p\"");
                ClickHouseClient client = new ClickHouseClient(tunnelled(server, proxy), 1)) {
            ClickHouseException e =
                    catchThrowableOfType(
                            ClickHouseException.class, () -> client.execute("SELECT 1"));
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e).hasMessageContaining("407").hasMessageContaining("'client.proxy_user'");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void requestsGoThroughASocksProxy() throws Exception {
        try (ScriptedServer server = ScriptedServer.on(0, OK);
                TunnelProxy proxy = TunnelProxy.socks(server.port())) {
            Map<String, String> options =
                    Map.of(
                            "proxy_host",
                            "127.0.0.1",
                            "proxy_port",
                            proxy.port(),
                            "proxy_type",
                            "socks");
            ConnectionConfig config =
                    ConnectionConfig.parse("http://127.0.0.1:" + server.port()).withClient(options);
            try (ClickHouseClient client = new ClickHouseClient(config, 1)) {
                client.execute("SELECT 1");
            }
            assertThat(proxy.asked()).hasSize(1);
            assertThat(server.requests()).hasSize(1);
        }
    }

    private static ConnectionConfig tunnelled(ScriptedServer server, TunnelProxy proxy) {
        Map<String, String> options = new HashMap<>();
        options.put("sslrootcert", certificates.caPem().toString());
        options.put("proxy_host", "127.0.0.1");
        options.put("proxy_port", proxy.port());
        options.put("proxy_user", "u");
        options.put("proxy_password", "p");
        return ConnectionConfig.parse("https://localhost:" + server.port()).withClient(options);
    }
}
