// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientOptionsTest {

    @Test
    void takesWhatTheGuideNames() {
        assertThatCode(
                        () ->
                                check(
                                        "https://h",
                                        Map.of(
                                                "connection_timeout", "5000",
                                                "socket_timeout", "30 s",
                                                "ssl_mode", "verify_ca",
                                                "proxy_type", "socks",
                                                "proxy_host", "p",
                                                "proxy_port", "1080",
                                                "http_header_X-Tenant", "a")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socket_timout   | 5     | Did you mean 'client.socket_timeout'?",
                "zzz             | 5     | Known are access_token, bearer_token",
                "socket_timeout  | soon  | give milliseconds, or a duration such as '30 s'",
                "ssl_mode        | maybe | give one of disabled, trust, verify_ca, strict",
                "proxy_type      | ftp   | give HTTP or SOCKS",
                "socket_rcvbuf   | big   | give a whole number",
                "ssl_authentication | yes | give true or false",
                "proxy_host      | p     | needs both 'client.proxy_host' and 'client.proxy_port'",
                "retry           | 3     | see 'sink.retry.timeout'",
                "compress        | true  | the connector compresses blocks itself",
                "password        | se-cret | use 'password'",
                "http_header_Authorization | se-cret | use 'client.access_token'",
                "http_header_X-ClickHouse-Key | se-cret | use 'password'",
            })
    void refusesTheRest(String name, String value, String message) {
        assertThatThrownBy(() -> check("http://h", Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("se-cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socket_timeout  | 0     | give milliseconds, or a duration",
                "socket_timeout  | 100 d | give milliseconds, or a duration",
                "proxy_type      | socks | does nothing without 'client.proxy_host'",
                "proxy_port      | -1    | give a whole number from 1 to 65535",
                "proxy_port      | 99999 | give a whole number from 1 to 65535",
                "proxy_user      | me    | does nothing without 'client.proxy_host'",
                "client_network_buffer_size | 2000000000 | from 1024 to 67108864",
                "access_token    | ümlaut | of ASCII characters without blanks",
                "access_token    | a  b  | of ASCII characters without blanks",
                "bearer_token    | ''    | of ASCII characters without blanks",
                "sslrootcert     | ca    | is for TLS, and 'url' begins with http://",
                "trust_store     | ts    | is for TLS, and 'url' begins with http://",
                "ssl_mode        | strict | is for TLS, and 'url' begins with http://",
                "http_header_Content-Length | 3 | the connector sets it for each request",
                "http_header_transfer-encoding | chunked | the connector sets it for each request",
                "http_header_Host | h | 'url' says where requests go",
                "http_header_Proxy-Authorization | se-cret | use 'client.proxy_user'",
                "http_header_     | a    | names no header",
                "'http_header_ X-A' | a  | names no header",
                "http_header_X:A  | a    | names no header",
                "http_header_X-A  | ümlaut | a value that a header cannot carry",
            })
    void refusesWhatWouldDoSomethingElse(String name, String value, String message) {
        assertThatThrownBy(() -> check("http://h", Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("se-cret");
    }

    @Test
    void refusesWhatContradictsItself() {
        refused(
                "http://h",
                Map.of("access_token", "to-ken", "bearer_token", "to-ken"),
                "give one of them");
        refused("https://h", Map.of("ssl_mode", "disabled"), "contradicts https://");
        refused("https://h", Map.of("sslcert", "a.pem"), "does nothing without 'client.ssl_key'");
        refused(
                "https://h",
                Map.of("ssl_authentication", "true"),
                "does nothing without 'client.sslcert'");
        refused(
                "http://h",
                Map.of(
                        "proxy_host",
                        "p",
                        "proxy_port",
                        "1",
                        "proxy_type",
                        "socks",
                        "proxy_user",
                        "u"),
                "is for HTTP proxies");
        refused("http://h", Map.of("access_token", "a\nb"), "in one line");
        refused(
                "http://bücher.example",
                Map.of("proxy_host", "p", "proxy_port", "1"),
                "letters that are not ASCII");
    }

    /** The server would wait longer for its quorum than the client waits for the server. */
    @Test
    void refusesAQuorumThatIsWaitedForTooLong() {
        ConnectionConfig connection =
                ConnectionConfig.parse("http://h").withClient(Map.of("socket_timeout", "30 s"));
        assertThatThrownBy(() -> open(connection, "30000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'settings.insert_quorum_timeout' = '30000'")
                .hasMessageContaining("'client.socket_timeout' = 30000 ms");
        open(connection, "29999");
    }

    private static void open(ConnectionConfig connection, String quorumTimeout) {
        new ClickHouseClient(
                        connection.withSettings(Map.of("insert_quorum_timeout", quorumTimeout)), 1)
                .close();
    }

    private static void refused(String url, Map<String, String> options, String message) {
        assertThatThrownBy(() -> check(url, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("to-ken");
    }

    private static void check(String url, Map<String, String> options) {
        new ClickHouseClient(ConnectionConfig.parse(url).withClient(options), 1).close();
    }
}
