// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import org.apache.flink.table.api.CompiledPlan;
import org.apache.flink.table.api.PlanReference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that no statement and no log line shows the secrets of a catalog. */
@ExtendWith(MiniFlink.class)
class CatalogSecretsITCase {

    private static final String PASSWORD = "sekr3t-9182";

    private static ClickHouseServer server;

    @TempDir private Path directory;
    private ClickHouseDatabase db;

    @BeforeAll
    static void startServer() {
        server =
                ClickHouseServer.start(
                        ClickHouseOptions.DEFAULT
                                .userXml(
                                        user(
                                                "owner",
                                                "GRANT ALL ON d.*</query><query>GRANT TABLE ENGINE ON MergeTree"))
                                .userXml(user("reader", "GRANT SELECT ON d.t")));
    }

    private static String user(String name, String grant) {
        return "<%1$s><password>%2$s</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota><grants><query>%3$s</query></grants></%1$s>"
                .formatted(name, PASSWORD, grant);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        db = server.database("d");
        db.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id");
        db.execute("CREATE TABLE u (id Int32) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (1)");
    }

    @AfterEach
    void stop() {
        db.close();
    }

    /** Failure case 33 of the design. */
    @Test
    void noStatementShowsThePasswordOfATable() throws Exception {
        try (SeenLogs logs = SeenLogs.start()) {
            CatalogSession session =
                    CatalogSession.inStreamingMode(db)
                            .with("username", "owner")
                            .with("password", PASSWORD)
                            .with("client.http_header_X-Key", PASSWORD)
                            .open();
            String insert = "INSERT INTO u SELECT id FROM t";
            session.run("CREATE TABLE v (id INT)");
            assertThat(session.rows("SELECT * FROM t")).containsExactly("1");
            session.run(insert);
            assertThat(session.rows("SHOW CREATE TABLE t").toString())
                    .contains(db.url(), "owner")
                    .doesNotContain(PASSWORD);
            assertThat(session.rows("DESCRIBE t").toString()).doesNotContain(PASSWORD);
            assertThat(session.env().explainSql(insert)).doesNotContain(PASSWORD);
            assertThat(session.env().compilePlanSql(insert).asJsonString())
                    .contains("owner")
                    .doesNotContain(PASSWORD);
            assertThatThrownBy(() -> session.run("INSERT INTO u SELECT 'x', 1 FROM t"))
                    .satisfies(e -> assertThat(text(e)).doesNotContain(PASSWORD));
            assertThatThrownBy(
                            () -> session.run("SELECT * FROM t /*+ OPTIONS('scan.fina' = 'x') */"))
                    .satisfies(e -> assertThat(text(e)).doesNotContain(PASSWORD));
            assertThat(logs.text()).doesNotContain(PASSWORD);
        }
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Flink shows the options of a catalog as they are, so the password is in a file. */
    @Test
    void aPasswordInAFileIsShownNowhere() throws Exception {
        Path file = directory.resolve("password");
        Files.writeString(file, PASSWORD + "\n");
        try (SeenLogs logs = SeenLogs.start()) {
            CatalogSession session =
                    CatalogSession.inStreamingMode(db)
                            .with("username", "owner")
                            .with("password-file", file.toString())
                            .open();
            assertThat(session.rows("SHOW CREATE CATALOG ch").toString())
                    .contains("password-file")
                    .doesNotContain(PASSWORD);
            assertThat(session.rows("DESCRIBE CATALOG EXTENDED ch").toString())
                    .doesNotContain(PASSWORD);
            CompiledPlan plan = session.env().compilePlanSql("INSERT INTO u SELECT id FROM t");
            assertThat(plan.asJsonString()).doesNotContain(PASSWORD);
            session.env()
                    .loadPlan(PlanReference.fromJsonString(plan.asJsonString()))
                    .execute()
                    .await();
            assertThat(session.rows("SELECT * FROM u")).containsExactly("1");
            assertThat(logs.text()).doesNotContain(PASSWORD);
        }
    }

    /** Flink's own message has all options; those of this connector have no secret. */
    @Test
    void aWrongPasswordIsNotInTheConnectorsMessage() {
        assertThatThrownBy(
                        () ->
                                CatalogSession.inBatchMode(db)
                                        .with("username", "reader")
                                        .with("password", "wr0ng-1")
                                        .open())
                .cause()
                .hasMessageContaining("Check 'username' and 'password'")
                .satisfies(e -> assertThat(text(e)).doesNotContain("wr0ng-1"));
    }

    @Test
    void aMissingGrantIsNamed() throws Exception {
        CatalogSession session =
                CatalogSession.inBatchMode(db)
                        .with("username", "reader")
                        .with("password", PASSWORD)
                        .open();
        assertThat(session.rows("SHOW TABLES")).containsExactly("t");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1");
        assertThatThrownBy(() -> session.run("CREATE TABLE w (id INT)"))
                .hasStackTraceContaining("CREATE TABLE ON " + db.name() + ".w")
                .hasStackTraceContaining("GRANT it TO `reader`");
        assertThatThrownBy(() -> session.run("DROP TABLE t"))
                .hasStackTraceContaining("DROP TABLE ON " + db.name() + ".t");
        assertThatThrownBy(() -> session.run("INSERT INTO t VALUES (1)"))
                .hasStackTraceContaining("GRANT INSERT ON `" + db.name() + "`.`t`");
    }
}
