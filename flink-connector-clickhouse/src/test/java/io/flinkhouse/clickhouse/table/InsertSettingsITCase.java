// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.TableEnvironment;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests profiles, aliases and proxies that would change the settings of the connector's INSERTs.
 */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(120)
class InsertSettingsITCase {

    private static final String PROFILES =
            """
              <loose>
                <async_insert>1</async_insert>
                <wait_for_async_insert>0</wait_for_async_insert>
                <insert_deduplicate>0</insert_deduplicate>
                <deduplicate_insert>disable</deduplicate_insert>
                <input_format_allow_errors_num>99</input_format_allow_errors_num>
                <materialized_views_ignore_errors>1</materialized_views_ignore_errors>
              </loose>
              <queueing>
                <async_insert>1</async_insert>
                <constraints><async_insert><const/></async_insert></constraints>
              </queueing>
              <doubling>
                <insert_deduplicate>0</insert_deduplicate>
                <constraints><insert_deduplicate><const/></insert_deduplicate></constraints>
              </doubling>
              <splitting>
                <max_insert_threads>4</max_insert_threads>
                <constraints><max_insert_threads><min>2</min></max_insert_threads></constraints>
              </splitting>
              <agreeing>
                <async_insert>0</async_insert>
                <constraints><async_insert><const/></async_insert></constraints>
              </agreeing>
            """;

    private static ClickHouseServer server;

    @TempDir Path directory;

    @BeforeAll
    static void startServer() {
        ClickHouseOptions options = ClickHouseOptions.DEFAULT.profilesXml(PROFILES);
        for (String profile :
                List.of("loose", "queueing", "doubling", "splitting", "agreeing", "readonly")) {
            options = options.userXml(user(profile));
        }
        server = ClickHouseServer.start(options);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        server.execute("DROP TABLE IF EXISTS t");
        server.execute("DROP TABLE IF EXISTS dead");
        server.execute(
                "CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " non_replicated_deduplication_window = 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "at-least-once", "exactly-once"})
    void aProfileAmongTheOptionsIsRefused(String semantic) {
        refused(table("loose", semantic).with("settings.profile", "loose"))
                .hasMessageContaining("'settings.profile'")
                .hasMessageContaining("Remove the option");
    }

    @ParameterizedTest
    @CsvSource({
        "none, true", "at-least-once, true", "exactly-once, true",
        "none, false", "at-least-once, false", "exactly-once, false"
    })
    void anotherNameOfASettingThatDeliveryRestsOnIsRefused(String semantic, boolean planned) {
        SqlTable table = table("loose", semantic).with("settings.max_insert_block_size_rows", "10");

        (planned ? refused(table) : failed(table.with("sink.validate", "false")))
                .hasMessageContaining("'settings.max_insert_block_size_rows' cannot be chosen")
                .hasMessageContaining("another name of 'max_insert_block_size'")
                .hasMessageContaining("Remove the option");
        assertThat(rows("t")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "queueing, none, async_insert, 0, 1",
        "queueing, at-least-once, async_insert, 0, 1",
        "queueing, exactly-once, async_insert, 0, 1",
        "doubling, none, insert_deduplicate, 1, 0",
        "doubling, at-least-once, insert_deduplicate, 1, 0",
        "doubling, exactly-once, insert_deduplicate, 1, 0",
        "splitting, exactly-once, max_insert_threads, 1, 4"
    })
    void aProfileThatFixesAnotherValueIsRefused(
            String user, String semantic, String setting, String wanted, String found) {
        String difference = setting + " = " + wanted + ", not " + found;

        refused(table(user, semantic))
                .hasMessageContaining("'" + user + "'")
                .hasMessageContaining(difference);
        failed(table(user, semantic).with("sink.validate", "false"))
                .hasMessageContaining(difference);
        assertThat(rows("t")).isEqualTo("0");
    }

    @Test
    void deadLettersNeedTheirSettingsToo() {
        refused(
                        table("splitting", "at-least-once")
                                .with("sink.error-mode", "dead-letter")
                                .with("sink.dead-letter.table", "dead"))
                .hasMessageContaining("max_insert_threads = 1, not 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "at-least-once", "exactly-once"})
    void aProfileOfDefaultsIsOverruled(String semantic) throws Exception {
        run(table("loose", semantic));

        assertThat(rows("t")).isEqualTo("2");
    }

    /** Of messages, a profile that lets errors pass would leave some out without a word. */
    @Test
    void aProfileThatLetsErrorsPassLosesNoMessage() {
        SqlTable messages =
                as("loose", "at-least-once", "message STRING")
                        .with("sink.input-format", "JSONEachRow");
        TableEnvironment env = SqlTable.inBatchMode();
        env.executeSql(messages.ddl("sink"));

        assertThatThrownBy(
                        () ->
                                env.executeSql(
                                                "INSERT INTO sink VALUES ('{\"id\":1}'),"
                                                        + " ('{\"id\":\"x\"}')")
                                        .await())
                .hasStackTraceContaining("CANNOT_PARSE");
        assertThat(rows("t")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "at-least-once", "exactly-once"})
    void aProfileThatFixesTheValueThatIsSentIsAllRight(String semantic) throws Exception {
        run(table("agreeing", semantic));

        assertThat(rows("t")).isEqualTo("2");
    }

    @Test
    void aReadOnlyProfileKeepsItsOwnMessage() {
        refused(table("readonly", "exactly-once"))
                .hasMessageContaining("User 'readonly' has a profile with readonly = 1 or 2");
    }

    /** Nothing is refused by the server there, and nothing but the effective value shows it. */
    @ParameterizedTest
    @CsvSource({
        "none, true", "at-least-once, true", "exactly-once, true",
        "none, false", "at-least-once, false", "exactly-once, false"
    })
    void aProxyThatSendsAnotherValueIsFoundBeforeTheFirstRow(String semantic, boolean planned) {
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("insert_deduplicate=")
                    .always(new Fault.OtherValue("insert_deduplicate", "0", Fault.PASS));
            SqlTable table = table("loose", semantic).with("url", proxy.url());

            (planned ? refused(table) : failed(table.with("sink.validate", "false")))
                    .hasMessageContaining("insert_deduplicate = 1, not 0");
        }
        assertThat(rows("t")).isEqualTo("0");
    }

    private AbstractThrowableAssert<?, ?> refused(SqlTable table) {
        return assertThatThrownBy(table::explain).rootCause();
    }

    private AbstractThrowableAssert<?, ?> failed(SqlTable table) {
        return assertThatThrownBy(() -> run(table))
                .extracting(
                        failure -> {
                            Throwable cause = failure;
                            while (cause.getCause() != null
                                    && !(cause instanceof java.io.IOException)) {
                                cause = cause.getCause();
                            }
                            return cause;
                        },
                        org.assertj.core.api.InstanceOfAssertFactories.THROWABLE);
    }

    private SqlTable table(String user, String semantic) {
        return as(user, semantic, "id BIGINT NOT NULL");
    }

    private SqlTable as(String user, String semantic, String columns) {
        SqlTable table =
                SqlTable.of(server.url(), "default", columns)
                        .with("username", user)
                        .with("sink.semantic", semantic);
        return semantic.equals("exactly-once")
                ? table.with("sink.exactly-once.spool-path", directory.toUri().toString())
                : table;
    }

    private static void run(SqlTable table) throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        env.getConfig().set("parallelism.default", "1");
        env.getConfig().set("restart-strategy.type", "none");
        env.executeSql(table.ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES (1), (2)").await();
    }

    private static String rows(String table) {
        return server.query("SELECT count() FROM " + table).get(0).get(0);
    }

    private static String user(String name) {
        return "<"
                + name
                + "><password></password><networks><ip>::/0</ip></networks><profile>"
                + name
                + "</profile><quota>default</quota></"
                + name
                + ">";
    }
}
