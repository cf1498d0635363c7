// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that the grants of docs/user-guide/grants.md, and no others, are needed. */
@ExtendWith({ShowLogs.class, MiniFlink.class})
class LeastPrivilegeITCase {

    private static final String DRY_RUN = "GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*";
    private static final String NULL_ENGINE = "GRANT TABLE ENGINE ON Null";

    private static ClickHouseServer server;

    @TempDir Path directory;

    @BeforeAll
    static void startServer() {
        server = ClickHouseServer.start(withChangers(users()));
        server.execute(
                "CREATE TABLE t (id Int64, quorum_timeout UInt64 DEFAULT"
                        + " getSetting('insert_quorum_timeout'), _flink_block UInt64 MATERIALIZED"
                        + " toUInt64OrZero(initialQueryID())) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        server.execute(
                "CREATE TABLE w (id Int64) ENGINE = MergeTree ORDER BY id"
                        + " SETTINGS non_replicated_deduplication_window = 100");
        server.execute("CREATE TABLE d (id Int64) ENGINE = MergeTree ORDER BY id");
        server.execute(
                "CREATE TABLE f (id Int64, _flink_block UInt64 MATERIALIZED"
                        + " toUInt64OrZero(initialQueryID())) ENGINE = MergeTree ORDER BY id");
        server.execute(
                "CREATE TABLE dead (time DateTime64(3, 'UTC'), kind String, topic Nullable(String),"
                        + " partition Nullable(Int32), offset Nullable(Int64), key Nullable(String),"
                        + " raw_message Nullable(String), error String) ENGINE = MergeTree ORDER BY"
                        + " time SETTINGS non_replicated_deduplication_window = 100");
    }

    private static ClickHouseOptions users() {
        return ClickHouseOptions.DEFAULT
                .userXml(user("inserter", "GRANT INSERT ON default.t"))
                .userXml(user("fenced", "GRANT INSERT, SELECT(_flink_block) ON default.t"))
                .userXml(
                        user(
                                "informed",
                                "GRANT INSERT, SELECT(_flink_block) ON default.f",
                                "GRANT SELECT ON system.merge_tree_settings"))
                .userXml(user("uninformed", "GRANT INSERT, SELECT(_flink_block) ON default.f"))
                .userXml(user("unfenced", "GRANT INSERT ON default.t"))
                .userXml(
                        user(
                                "windowed",
                                "GRANT INSERT ON default.w",
                                "GRANT SELECT ON system.parts"))
                .userXml(
                        user(
                                "sorter",
                                "GRANT INSERT ON default.t",
                                "GRANT INSERT ON default.dead",
                                DRY_RUN,
                                NULL_ENGINE));
    }

    private static ClickHouseOptions withChangers(ClickHouseOptions users) {
        return users.userXml(
                        user(
                                "deleter",
                                "GRANT INSERT, SELECT, ALTER DELETE, TRUNCATE ON" + " default.d"))
                .userXml(user("undeleting", "GRANT INSERT, SELECT ON default.d"))
                .userXml(
                        user(
                                "streamer",
                                "GRANT INSERT, ALTER DELETE, SELECT(id, _block_number) ON default.s",
                                "GRANT SELECT ON system.parts"))
                .userXml(
                        user(
                                "unseeing",
                                "GRANT INSERT, ALTER DELETE ON default.s",
                                "GRANT SELECT ON system.parts"))
                .userXml(
                        user(
                                "updater",
                                "GRANT INSERT, SELECT ON default.u",
                                "GRANT INSERT, SELECT, ALTER UPDATE ON default.p"))
                .userXml(
                        user(
                                "blind",
                                "GRANT INSERT ON default.u",
                                "GRANT INSERT, SELECT ON default.p"))
                .userXml(
                        user(
                                "unsorted",
                                "GRANT INSERT ON default.t",
                                "GRANT INSERT ON default.dead"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void insertAloneAtLeastOnceWithASettingThatReachesTheServer() throws Exception {
        run(rows("inserter", "t").with("settings.insert_quorum_timeout", "59000"), "(1)");

        assertThat(ids("t")).contains("1");
        assertThat(server.query("SELECT quorum_timeout FROM t WHERE id = 1"))
                .containsExactly(List.of("59000"));
    }

    @Test
    void insertAndTheFenceColumnExactlyOnce() throws Exception {
        run(exactlyOnce(rows("fenced", "t")), "(2)");

        assertThat(ids("t")).contains("2");
    }

    @Test
    void withoutTheFenceColumnThePlanNamesTheGrant() {
        assertThatThrownBy(() -> run(exactlyOnce(rows("unfenced", "t")), "(3)"))
                .hasStackTraceContaining("GRANT SELECT(`_flink_block`) ON `default`.`t`");
    }

    @Test
    void theServersDefaultWindowWhereTheTableSetsNone() throws Exception {
        run(exactlyOnce(rows("informed", "f")), "(6)");

        assertThat(ids("f")).containsExactly("6");
        assertThatThrownBy(() -> run(exactlyOnce(rows("uninformed", "f")), "(7)"))
                .hasStackTraceContaining("GRANT SELECT ON system.merge_tree_settings")
                .hasStackTraceContaining("MODIFY SETTING non_replicated_deduplication_window");
    }

    @Test
    void insertAndTheCountOfInsertsExactlyOnceWithinTheWindow() throws Exception {
        run(exactlyOnce(rows("windowed", "w")), "(4)");

        assertThat(ids("w")).containsExactly("4");
    }

    @Test
    void fourGrantsForMessagesWithDeadLetters() throws Exception {
        run(messages("sorter"), "('{\"id\":5}')", "('{\"id\":\"x\"}')");

        assertThat(ids("t")).contains("5");
        assertThat(server.query("SELECT raw_message FROM dead"))
                .containsExactly(List.of("{\"id\":\"x\"}"));
    }

    @Test
    void whoMayNotTryMessagesIsToldTheGrants() {
        assertThatThrownBy(() -> run(messages("unsorted"), "('{\"id\":\"y\"}')"))
                .hasStackTraceContaining("GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*")
                .hasStackTraceContaining("GRANT TABLE ENGINE ON Null");
    }

    @Test
    void deletesAndTruncations() throws Exception {
        server.execute("INSERT INTO d VALUES (1), (2)");
        batch(rows("deleter", "d")).executeSql("DELETE FROM sink WHERE id = 1").await();
        assertThat(ids("d")).containsExactly("2");
        TableEnvironment other = batch(rows("undeleting", "d"));
        assertThatThrownBy(() -> other.executeSql("DELETE FROM sink WHERE id = 2").await())
                .hasMessageContaining("grant ALTER DELETE ON default.d");
        assertThatThrownBy(() -> other.executeSql("TRUNCATE TABLE sink").await())
                .rootCause()
                .hasMessageContaining("grant TRUNCATE ON default.d");
        batch(rows("deleter", "d")).executeSql("TRUNCATE TABLE sink").await();
        assertThat(ids("d")).isEmpty();
    }

    /** Who may not read the key does not notice a DELETE that the server did not run. */
    @ParameterizedTest
    @CsvSource({"streamer, 0", "unseeing, 1"})
    void deletesByKeyInAStream(String user, String left) throws Exception {
        server.execute("DROP TABLE IF EXISTS s");
        server.execute(
                "CREATE TABLE s (id Int64) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1");
        try (FaultProxy proxy = FaultProxy.to(server.httpPort())) {
            proxy.onlyFor("DELETE FROM").next(1, new Fault.Swallow());
            StreamTableEnvironment env = streaming();
            env.executeSql(
                    SqlTable.of(
                                    proxy.url(),
                                    "default",
                                    "id BIGINT NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                            .with("table-name", "s")
                            .with("username", user)
                            .with("password", "pw")
                            .with("sink.delete-mode", "lightweight-delete")
                            .with("sink.update-mode", "insert")
                            .ddl("sink"));
            env.executeSql("INSERT INTO sink SELECT * FROM changes").await();
        }
        assertThat(server.query("SELECT count() FROM s")).containsExactly(List.of(left));
    }

    private static StreamTableEnvironment streaming() {
        StreamExecutionEnvironment streams =
                new StreamExecutionEnvironment(MiniFlink.configuration());
        streams.setParallelism(1);
        StreamTableEnvironment env = StreamTableEnvironment.create(streams);
        env.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
        env.createTemporaryView(
                "changes",
                env.fromChangelogStream(
                        streams.fromData(
                                Types.ROW_NAMED(new String[] {"id"}, Types.LONG),
                                Row.ofKind(RowKind.INSERT, 1L),
                                Row.ofKind(RowKind.DELETE, 1L)),
                        Schema.newBuilder()
                                .column("id", "BIGINT NOT NULL")
                                .primaryKey("id")
                                .build(),
                        ChangelogMode.all()));
        return env;
    }

    @Test
    void updatesByRowsAndByKey() throws Exception {
        server.execute(
                "CREATE TABLE u (id Int64, n Int64, v UInt64) ENGINE = ReplacingMergeTree(v) ORDER BY"
                        + " id");
        server.execute(
                "CREATE TABLE p (id Int64, n Int64) ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        for (String table : List.of("u", "p")) {
            server.execute("INSERT INTO " + table + " (id, n) VALUES (1, 1)");
            updated("updater", table);
            assertThat(server.query("SELECT n FROM " + table + " WHERE n > 1"))
                    .containsExactly(List.of("2"));
        }
        assertThatThrownBy(() -> updated("blind", "u"))
                .hasStackTraceContaining("necessary to have the grant SELECT");
        assertThatThrownBy(() -> updated("blind", "p"))
                .hasStackTraceContaining("GRANT ALTER UPDATE ON `default`.`p` TO `blind`");
    }

    private static void updated(String user, String table) throws Exception {
        SqlTable sink =
                SqlTable.of(
                                server.url(),
                                "default",
                                "id BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id) NOT"
                                        + " ENFORCED")
                        .with("table-name", table)
                        .with("username", user)
                        .with("password", "pw");
        batch(sink).executeSql("UPDATE sink SET n = n + 1").await();
    }

    private static List<String> ids(String table) {
        return server.query("SELECT id FROM " + table).stream().map(row -> row.get(0)).toList();
    }

    private static SqlTable rows(String user, String table) {
        return SqlTable.of(server.url(), "default", "id BIGINT NOT NULL")
                .with("table-name", table)
                .with("username", user)
                .with("password", "pw");
    }

    private static SqlTable messages(String user) {
        return SqlTable.of(server.url(), "default", "message STRING")
                .with("username", user)
                .with("password", "pw")
                .with("sink.input-format", "JSONEachRow")
                .with("sink.error-mode", "dead-letter")
                .with("sink.dead-letter.table", "dead");
    }

    private SqlTable exactlyOnce(SqlTable table) {
        return table.with("sink.semantic", "exactly-once")
                .with("sink.exactly-once.spool-path", directory.toUri().toString());
    }

    private static void run(SqlTable table, String... values) throws Exception {
        batch(table).executeSql("INSERT INTO sink VALUES " + String.join(", ", values)).await();
    }

    private static TableEnvironment batch(SqlTable table) {
        TableEnvironment env = SqlTable.inBatchMode();
        env.getConfig().set("parallelism.default", "1");
        env.getConfig().set("restart-strategy.type", "none");
        env.executeSql(table.ddl("sink"));
        return env;
    }

    private static String user(String name, String... grants) {
        return "<"
                + name
                + "><password>pw</password><networks><ip>::/0</ip></networks><profile>default</profile>"
                + "<quota>default</quota><grants>"
                + Arrays.stream(grants)
                        .map(grant -> "<query>" + grant + "</query>")
                        .collect(Collectors.joining())
                + "</grants></"
                + name
                + ">";
    }
}
