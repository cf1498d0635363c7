// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tests queries of users that may not change settings. */
@ExtendWith(ShowLogs.class)
@Timeout(60)
class ReadonlyUserITCase {

    private static ClickHouseServer server;

    @BeforeAll
    static void startServer() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .profilesXml("<looking><readonly>2</readonly></looking>")
                                .profilesXml(
                                        "<cut><readonly>1</readonly><limit>10</limit>"
                                                + "<result_overflow_mode>break</result_overflow_mode>"
                                                + "</cut>")
                                .userXml(user("reader", "readonly"))
                                .userXml(user("looker", "looking"))
                                .userXml(user("cut", "cut")));
        server.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        server.execute("INSERT INTO t SELECT number FROM numbers(100000)");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "looker"})
    void aUserThatMayChangeNoSettingReads(String user) throws Exception {
        try (ClickHouseClient client = client(user, Map.of())) {
            assertThat(read(client)).isGreaterThan(100_000L * Long.BYTES);
            assertThat(client.value("SELECT count() FROM t")).isEqualTo("100000");
            assertThat(client.query("SELECT {x:String}, NULL", Map.of("param_x", "a\tb")).get(0))
                    .containsExactly("a\tb", null);
        }
    }

    @Test
    void whatItLosesIsLoggedOnce() throws Exception {
        try (SeenLogs logs = SeenLogs.start();
                ClickHouseClient client = client("reader", Map.of())) {
            read(client);
            read(client);
            client.query("SELECT 1");
            assertThat(logs.text())
                    .containsOnlyOnce("INFO User 'reader' may change no setting (readonly = 1)");
        }
    }

    /** Its profile would leave out rows. */
    @Test
    void aUserWhoseProfileChangesResultsIsRefused() throws Exception {
        try (ClickHouseClient client = client("cut", Map.of())) {
            ClickHouseException e =
                    catchThrowableOfType(ClickHouseException.class, () -> read(client));
            assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            assertThat(e)
                    .hasMessageContaining("User 'cut' may change no setting (readonly = 1)")
                    .hasMessageContaining("limit = a number of rows, not 0")
                    .hasMessageContaining("result_overflow_mode = break, not throw")
                    .hasMessageContaining("readonly = 2");
        }
    }

    /** Without a setting, the condition would mean the text. */
    @Test
    void aQueryWhoseResultIsNamedAsAColumnIsRefused() throws Exception {
        String cast = "SELECT CAST(`id`, 'String') AS `id` FROM t WHERE id > 9";
        try (ClickHouseClient client = client("reader", Map.of())) {
            assertThat(
                            catchThrowableOfType(
                                    ClickHouseException.class,
                                    () ->
                                            client.read(
                                                    cast,
                                                    Map.of("prefer_column_name_to_alias", "1"))))
                    .hasMessageContaining("prefer_column_name_to_alias = 0, not 1");
        }
    }

    @Test
    void aSettingThatTheJobChoosesIsNotLeftOut() throws Exception {
        try (ClickHouseClient client = client("reader", Map.of("max_threads", "1"))) {
            ClickHouseException e =
                    catchThrowableOfType(ClickHouseException.class, () -> read(client));
            assertThat(e.code()).isEqualTo(ServerError.READONLY.code());
            assertThat(e).hasMessageContaining("max_threads");
        }
    }

    @Test
    void aStatementThatWritesIsStillRefused() throws Exception {
        for (String user : List.of("reader", "looker")) {
            try (ClickHouseClient client = client(user, Map.of())) {
                ClickHouseException e =
                        catchThrowableOfType(
                                ClickHouseException.class,
                                () -> client.execute("TRUNCATE TABLE t"));
                assertThat(e.kind()).isEqualTo(FailureKind.FAIL);
            }
        }
    }

    private static long read(ClickHouseClient client) throws Exception {
        try (InputStream rows = client.read("SELECT id FROM t", Map.of())) {
            return rows.readAllBytes().length;
        }
    }

    private static ClickHouseClient client(String user, Map<String, String> settings) {
        return new ClickHouseClient(
                ConnectionConfig.parse(server.url())
                        .withCredentials(user, new Secret("pw"))
                        .withSettings(settings),
                1);
    }

    private static String user(String name, String profile) {
        return """
               <%1$s><password>pw</password><networks><ip>::/0</ip></networks><profile>%2$s</profile>
               <quota>default</quota><grants><query>GRANT SELECT, TRUNCATE ON default.*</query></grants></%1$s>
               """
                .formatted(name, profile);
    }
}
