// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://h                               | [http://h:8123]                   |",
                "https://h                              | [https://h:8443]                  |",
                "http://h:80/                           | [http://h:80]                     |",
                "http://a:1,b,c:3                       | [http://a:1, http://b:8123, http://c:3] |",
                "https://[::1]:9,[fe80::2]              | [https://[::1]:9, https://[fe80::2]:8443] |",
                "clickhouse://h:8123/db                 | [http://h:8123]                   | db",
                "jdbc:clickhouse://h/db?ssl=true        | [https://h:8443]                  | db",
                "jdbc:clickhouse:http://h:1             | [http://h:1]                      |",
                "jdbc:ch://h:1/db                       | [http://h:1]                      | db",
                "HTTP://h                               | [http://h:8123]                   |",
                "JDBC:ClickHouse://h/a%20b              | [http://h:8123]                   | a b",
                "jdbc:clickhouse://h/a+b                | [http://h:8123]                   | a+b",
                "jdbc:clickhouse://h/db?ssl=TRUE        | [https://h:8443]                  | db",
                "clickhouse://h/db?ssl=False            | [http://h:8123]                   | db",
                "http://h/clickhouse                    | [http://h:8123/clickhouse]        |",
                "https://a,b:1/x/y%20z/                 | [https://a:8443/x/y%20z/, https://b:1/x/y%20z/] |",
                "http://[fe80::1%25eth0]:9              | [http://[fe80::1%eth0]:9]         |",
                "http://[fe80::1%eth0]                  | [http://[fe80::1%eth0]:8123]      |",
                "http://my_host.local.                  | [http://my_host.local.:8123]      |",
                "http://BÜCHER.example:1                | [http://xn--bcher-kva.example:1]  |",
            })
    void reads(String url, String endpoints, String database) {
        ServerUrl parsed = ServerUrl.parse(url);
        assertThat(parsed.endpoints()).hasToString(endpoints);
        assertThat(parsed.database().orElse(null)).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:8123            | 'url' is not an address",
                "''                        | 'url' is not an address",
                "http://                   | 'url' names the server ''",
                "http://a b:1              | 'url' names the server 'a b:1'",
                "http://h:99999            | 'url' is 'h:99999'; give a port from 1 to 65535",
                "tcp://h:9000              | 'url' begins with 'tcp://'",
                "http://h//db              | 'url' has a path that no request can carry",
                "http://h/a b              | 'url' has a path that no request can carry",
                "http://h/%zz              | 'url' has a path that no request can carry",
                "clickhouse://h/%zz        | write %25 for it",
                "clickhouse://h/db?ssl=1   | give ssl=true",
                "clickhouse://h/db?ssl=on  | give ssl=true",
                "https://h?ssl=false       | says https and ssl=false",
                "http://[::zz]             | 'url' names the server '[",
                "http://-[::1]             | 'url' names the server '-[",
                "http://a..b               | 'url' names the server 'a..b'",
                "http://.                  | 'url' names the server '.'",
                "clickhouse://h/a/b        | 'url' has the path '/a/b'",
                "clickhouse://h/a?user=x   | use 'username' and 'password' instead",
                "clickhouse://h/?database=x | use 'database-name' instead",
                "clickhouse://h?max_threads=1 | 'settings.<name>'",
            })
    void refuses(String url, String message) {
        assertThatThrownBy(() -> ServerUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void neverShowsAPassword() {
        for (String url :
                new String[] {
                    "http://me:se-cret@h:8123",
                    "clickhouse://h?password=se-cret",
                    "me:se-cret@h",
                    "http://me:p/se-cret@h",
                    "http://me:p?se-cret@h",
                    "http://me:p,u:se-cret@h",
                    "http://me:p#se-cret@h",
                    "http://me:se-cret"
                }) {
            assertThatThrownBy(() -> ServerUrl.parse(url)).hasMessageNotContaining("se-cret");
        }
    }
}
