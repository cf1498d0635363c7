// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientOptionsTest {

    @Test
    void takesWhatClientV2Takes() {
        assertThatCode(
                        () ->
                                ClientOptions.check(
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
        assertThatThrownBy(() -> ClientOptions.check(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("se-cret");
    }
}
