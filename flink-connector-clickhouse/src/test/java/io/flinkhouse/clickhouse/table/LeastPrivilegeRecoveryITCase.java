// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

/**
 * Tests the recovery of a job with only the grants of docs/user-guide/grants.md: the response to
 * its first INSERT is lost, the job restarts and stores each row once.
 */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(120)
class LeastPrivilegeRecoveryITCase {

    private static final String FENCE =
            ", _flink_block UInt64 MATERIALIZED toUInt64OrZero(initialQueryID())";
    private static final String WINDOW = " SETTINGS non_replicated_deduplication_window = 100";
    private static final String NO_WINDOW = " SETTINGS non_replicated_deduplication_window = 0";
    private static final String PARTS = "GRANT SELECT ON system.parts";
    private static final String DRY_RUN = "GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*";
    private static final String NULL_ENGINE = "GRANT TABLE ENGINE ON Null";
    private static final String ONE_ROW_EACH = "SELECT count(), uniqExact(id) FROM ";

    private static ClickHouseServer server;

    @TempDir Path directory;
    private FaultProxy proxy;

    /** Users with all that a table of their name needs, and users who lack one grant. */
    private static ClickHouseOptions users() {
        String split = "ON default.split";
        return ClickHouseOptions.DEFAULT
                .userXml(user("fenced", "GRANT INSERT, SELECT(_flink_block) ON default.fenced"))
                .userXml(
                        user(
                                "columnist",
                                "GRANT INSERT(id), SELECT(_flink_block) ON default.fenced"))
                .userXml(
                        user("split", "GRANT INSERT, SELECT(_flink_block, _partition_id) " + split))
                .userXml(user("undivided", "GRANT INSERT, SELECT(_flink_block) " + split))
                .userXml(user("windowed", "GRANT INSERT ON default.windowed", PARTS))
                .userXml(user("partless", "GRANT INSERT ON default.windowed"))
                .userXml(
                        user(
                                "both",
                                "GRANT INSERT, SELECT(_flink_block, _partition_id) ON default.both"))
                .userXml(user("versioned", "GRANT INSERT ON default.versioned"))
                .userXml(
                        user(
                                "viewed",
                                "GRANT INSERT ON default.viewed",
                                "GRANT SHOW TABLES ON default.to_seen",
                                "GRANT SHOW TABLES ON default.seen",
                                PARTS,
                                // This server keeps no definer of a view: the inserting user reads.
                                "GRANT SELECT(id) ON default.viewed",
                                "GRANT INSERT ON default.seen"))
                .userXml(user("viewless", "GRANT INSERT ON default.viewed", PARTS))
                .userXml(
                        user(
                                "targetless",
                                "GRANT INSERT ON default.viewed",
                                "GRANT SHOW TABLES ON default.to_seen",
                                PARTS));
    }

    private static ClickHouseOptions usersWithDeadLetters(ClickHouseOptions options) {
        return options.userXml(
                        user(
                                "messages",
                                "GRANT INSERT, SELECT(_flink_block, _partition_id) ON"
                                        + " default.messages",
                                PARTS,
                                "GRANT INSERT, SELECT(_flink_block) ON default.dead",
                                DRY_RUN,
                                NULL_ENGINE))
                .userXml(
                        user(
                                "undying",
                                "GRANT INSERT ON default.windowed",
                                PARTS,
                                "GRANT SELECT(_flink_block) ON default.dead",
                                DRY_RUN,
                                NULL_ENGINE))
                .userXml(user("untried", "GRANT INSERT ON default.windowed", PARTS));
    }

    @BeforeAll
    static void startServer() {
        server = ClickHouseServer.start(usersWithDeadLetters(users()));
        table("fenced", FENCE, "ORDER BY id" + NO_WINDOW);
        table("split", FENCE, "PARTITION BY id % 3 ORDER BY id" + NO_WINDOW);
        table("windowed", "", "ORDER BY id" + WINDOW);
        table("both", FENCE, "PARTITION BY id % 3 ORDER BY id" + WINDOW);
        table("viewed", "", "ORDER BY id" + WINDOW);
        table("seen", "", "ORDER BY id" + WINDOW);
        server.execute("CREATE MATERIALIZED VIEW to_seen TO seen AS SELECT id FROM viewed");
        server.execute(
                "CREATE TABLE versioned (id Int64, v UInt64 DEFAULT 1) ENGINE ="
                        + " ReplacingMergeTree(v) ORDER BY id"
                        + NO_WINDOW);
        table("messages", FENCE, "PARTITION BY id % 3 ORDER BY id" + WINDOW);
        server.execute(
                "CREATE TABLE dead (time DateTime64(3, 'UTC'), kind String, topic Nullable(String),"
                        + " partition Nullable(Int32), offset Nullable(Int64), key Nullable(String),"
                        + " raw_message Nullable(String), error String"
                        + FENCE
                        + ") ENGINE = MergeTree ORDER BY time"
                        + WINDOW);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void standBetween() {
        proxy = FaultProxy.to(server.httpPort());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource({
        "fenced, fenced",
        "split, split",
        "windowed, windowed",
        "both, both",
        "viewed, viewed",
        "viewed, seen"
    })
    void eachRowIsThereOnceAfterARestart(String user, String table) throws Exception {
        server.execute("TRUNCATE TABLE " + user);
        server.execute("TRUNCATE TABLE " + table);
        proxy.next(1, new Fault.CutAfterAnswer());

        run(restarting(), exactlyOnce(rows(user)), "(1), (2), (3)");

        assertThat(proxy.planned()).isZero();
        assertThat(server.query(ONE_ROW_EACH + table)).containsExactly(List.of("3", "3"));
    }

    @Test
    void rowsThatReplaceEachOtherAreSentAgain() throws Exception {
        proxy.next(1, new Fault.CutAfterAnswer());

        run(restarting(), exactlyOnce(rows("versioned")), "(1), (2), (3)");

        assertThat(proxy.planned()).isZero();
        assertThat(server.query(ONE_ROW_EACH + "versioned FINAL"))
                .containsExactly(List.of("3", "3"));
    }

    /** The block is refused, its letter stored, and the answer about the others is lost. */
    @Test
    void messagesAndTheirDeadLettersAreThereOnceAfterARestart() throws Exception {
        proxy.onlyFor("INSERT INTO `default`.`messages`")
                .next(1, Fault.PASS)
                .next(1, new Fault.CutAfterAnswer());
        SqlTable table =
                exactlyOnce(as("messages", "messages", "message STRING"))
                        .with("sink.input-format", "JSONEachRow")
                        .with("sink.error-mode", "dead-letter")
                        .with("sink.dead-letter.table", "dead");

        run(restarting(), table, "('{\"id\":1}'), ('{\"id\":2}'), ('{\"id\":\"x\"}')");

        assertThat(proxy.planned()).isZero();
        assertThat(server.query(ONE_ROW_EACH + "messages")).containsExactly(List.of("2", "2"));
        assertThat(server.query("SELECT raw_message FROM dead"))
                .containsExactly(List.of("{\"id\":\"x\"}"));
    }

    /** At least once: the same process repeats the insert, and the server drops what it has. */
    @Test
    void aLostAnswerIsMadeUpForAtLeastOnce() throws Exception {
        server.execute("TRUNCATE TABLE windowed");
        proxy.next(1, new Fault.CutAfterAnswer());

        run(batch("none"), rows("windowed"), "(1), (2), (3)");

        assertThat(proxy.planned()).isZero();
        assertThat(server.query(ONE_ROW_EACH + "windowed")).containsExactly(List.of("3", "3"));
    }

    @ParameterizedTest
    @CsvSource({
        "undivided, split, 'GRANT SELECT(`_flink_block`, `_partition_id`) ON `default`.`split` TO `undivided`'",
        "partless, windowed, GRANT SELECT ON system.parts TO `partless`",
        "viewless, viewed, GRANT SHOW TABLES ON `default`.`to_seen` TO `viewless`",
        "targetless, viewed, GRANT SHOW TABLES ON `default`.`seen` TO `targetless`",
        "columnist, fenced, GRANT INSERT(`_flink_block`) ON `default`.`fenced` TO `columnist`"
    })
    void aPlanNamesTheGrantThatARecoveryWouldLack(String user, String table, String grant) {
        SqlTable sink = exactlyOnce(as(user, table, "id BIGINT NOT NULL"));

        assertThatThrownBy(sink::explain).rootCause().hasMessageContaining(grant);
    }

    @ParameterizedTest
    @CsvSource({
        "undying, GRANT INSERT ON `default`.`dead` TO `undying`",
        "untried, GRANT CREATE ARBITRARY TEMPORARY TABLE ON *.*"
    })
    void aPlanNamesTheGrantThatARefusedRowWouldLack(String user, String grant) {
        SqlTable sink =
                as(user, "windowed", "id BIGINT NOT NULL")
                        .with("sink.error-mode", user.equals("undying") ? "dead-letter" : "skip");
        if (user.equals("undying")) {
            sink.with("sink.dead-letter.table", "dead");
        }

        assertThatThrownBy(sink::explain).rootCause().hasMessageContaining(grant);
    }

    private static void table(String name, String columns, String rest) {
        server.execute(
                "CREATE TABLE " + name + " (id Int64" + columns + ") ENGINE = MergeTree " + rest);
    }

    private SqlTable rows(String user) {
        return as(user, user, "id BIGINT NOT NULL");
    }

    private SqlTable as(String user, String table, String columns) {
        return SqlTable.of(proxy.url(), "default", columns)
                .with("table-name", table)
                .with("username", user)
                .with("password", "pw");
    }

    /** Gives up at the first failure, so that the job has to come back. */
    private SqlTable exactlyOnce(SqlTable table) {
        return table.with("sink.semantic", "exactly-once")
                .with("sink.exactly-once.spool-path", directory.toUri().toString())
                .with("sink.retry.timeout", "0 s");
    }

    private static void run(TableEnvironment env, SqlTable table, String values) throws Exception {
        env.executeSql(table.ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES " + values).await();
    }

    private static TableEnvironment restarting() {
        TableEnvironment env = batch("fixed-delay");
        env.getConfig().set("restart-strategy.fixed-delay.attempts", "3");
        env.getConfig().set("restart-strategy.fixed-delay.delay", "10 ms");
        return env;
    }

    private static TableEnvironment batch(String restarts) {
        TableEnvironment env = SqlTable.inBatchMode();
        env.getConfig().set("parallelism.default", "1");
        env.getConfig().set("restart-strategy.type", restarts);
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
