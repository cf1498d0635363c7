// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests users with few grants. */
@ExtendWith({ShowLogs.class, MiniFlink.class})
class GrantsITCase {

    private static ClickHouseServer server;

    @BeforeAll
    static void startServer() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .userXml(user("writer", "default", "GRANT INSERT ON default.t"))
                                .userXml(user("mourner", "default", "GRANT INSERT ON default.*"))
                                .userXml(
                                        user(
                                                "columnist",
                                                "default",
                                                "GRANT INSERT(id) ON default.t"))
                                .userXml(
                                        user(
                                                "timeless",
                                                "default",
                                                "GRANT INSERT(id) ON default.versioned"))
                                .userXml(user("reader", "default", "GRANT SELECT ON default.t"))
                                .userXml(user("stranger", "default", "GRANT SELECT ON system.one"))
                                .userXml(user("frozen", "readonly", "GRANT INSERT ON default.t")));
        server.execute("CREATE TABLE t (id Int64) ENGINE = MergeTree ORDER BY id");
        server.execute(
                "CREATE TABLE versioned (id Int64, ver UInt64) ENGINE = ReplacingMergeTree(ver)"
                        + " ORDER BY id");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void insertOnTheTableIsAllAWriterNeeds() throws Exception {
        TableEnvironment env = SqlTable.inBatchMode();
        env.executeSql(table("writer").ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES (1), (2)").await();

        assertThat(server.query("SELECT count() FROM t")).containsExactly(List.of("2"));
    }

    @Test
    void insertOnTheColumnsIsEnoughToo() {
        assertThat(table("columnist").explain()).contains("sink");
    }

    @Test
    void aVersionThatTheUserCannotSeeIsNamedWhereItIsNeeded() {
        SqlTable table =
                SqlTable.of(
                                server.url(),
                                "default",
                                "id BIGINT NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                        .with("table-name", "versioned")
                        .with("username", "timeless")
                        .with("password", "pw");
        String source = "CREATE TABLE source (id BIGINT) WITH ('connector' = 'datagen')";

        assertThat(table.explain(source, "INSERT INTO sink SELECT id FROM source"))
                .contains("sink");
        assertThatThrownBy(
                        () -> table.explain(source, "INSERT INTO sink SELECT MAX(id) FROM source"))
                .hasMessageContaining("'ver' is hidden from the user");
    }

    @Test
    void aTableThatAUserCannotSeeMayBeAMatterOfGrants() {
        assertThatThrownBy(() -> table("stranger").explain())
                .rootCause()
                .hasMessageContaining("user 'stranger' has no grant in it");
    }

    @Test
    void aUserWhoMayOnlyReadIsToldAtPlanning() {
        assertThatThrownBy(() -> table("reader").explain())
                .rootCause()
                .hasMessageContaining("User 'reader' may not INSERT INTO `default`.`t`")
                .hasMessageContaining("GRANT INSERT ON `default`.`t` TO `reader`");
    }

    @Test
    void aProfileThatForbidsSettingsIsToldAtPlanning() {
        assertThatThrownBy(() -> table("frozen").explain())
                .rootCause()
                .hasMessageContaining("User 'frozen' has a profile with readonly = 1 or 2");
    }

    @Test
    void whoMayNotCreateADeadLetterTableIsGivenTheStatement() throws Exception {
        DeadLetterTable dead =
                new DeadLetterTable(new TablePath("default", "dead"), "_flink_block");
        ConnectionConfig connection =
                ConnectionConfig.parse(server.url()).withCredentials("mourner", new Secret("pw"));
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            assertThat(dead.obstacle(dead.reader(client)))
                    .hasValueSatisfying(t -> assertThat(t).contains(dead.ddl()));
            assertThatThrownBy(() -> dead.prepare(dead.reader(client)))
                    .hasMessageContaining("run: " + dead.ddl());
            server.execute(dead.ddl());
            assertThat(dead.obstacle(dead.reader(client))).isEmpty();
            assertThat(dead.prepare(dead.reader(client))).hasSize(12);
        }
    }

    private static SqlTable table(String user) {
        return SqlTable.of(server.url(), "default", "id BIGINT NOT NULL")
                .with("username", user)
                .with("password", "pw");
    }

    private static String user(String name, String profile, String grant) {
        return "<"
                + name
                + "><password>pw</password><networks><ip>::/0</ip></networks><profile>"
                + profile
                + "</profile><quota>default</quota><grants><query>"
                + grant
                + "</query></grants></"
                + name
                + ">";
    }
}
