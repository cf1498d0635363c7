// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseServer;

import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests lookup joins while the server is gone, rows change, or the job ends. */
@ExtendWith(MiniFlink.class)
@Timeout(120)
class LookupFaultsITCase {

    private static final String JOIN = " FROM s JOIN t FOR SYSTEM_TIME AS OF s.p ON s.k = t.k";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ClickHouseServer server;

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeAll
    static void startServer() {
        server = ClickHouseServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        db = server.database();
        env = LookupJobs.streaming();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Memory", "ReplacingMergeTree ORDER BY k", "MergeTree ORDER BY tuple()"})
    void aFullCacheOfOtherEngines(String engine) {
        db.execute("CREATE TABLE t (k Int64, name String) ENGINE = " + engine);
        db.execute("INSERT INTO t VALUES (1, 'n1'), (2, 'n2')");
        db.execute("INSERT INTO t VALUES (1, 'n1')");
        declare(
                LookupJobs.table(db)
                        .with("lookup.cache", "FULL")
                        .with("lookup.full-cache.reload-strategy", "TIMED")
                        .with("lookup.full-cache.timed-reload.iso-time", "10:15"));
        LookupJobs.stream(env, "k", "(1), (3)");
        assertThat(rows("SELECT DISTINCT name" + JOIN)).last().isEqualTo("n1");
    }

    /** The stream asks for the key 1 again and again. */
    @Test
    void aFullCacheIsReloadedWhenTheServerIsBack() throws Exception {
        LookupJobs.create(db, 10);
        declare(
                LookupJobs.full(LookupJobs.table(db))
                        .with("lookup.full-cache.periodic-reload.interval", "100 ms")
                        .with("lookup.max-retries", "0"));
        endless();
        try (SeenLogs logs = SeenLogs.start()) {
            TableResult result = env.executeSql("SELECT name" + JOIN);
            try (CloseableIterator<Row> found = result.collect()) {
                assertThat(found.next().getField(0)).isEqualTo("n1");
                server.kill();
                Await.until(
                        "the reload to fail",
                        PATIENCE,
                        () -> logs.text().contains("WARN The full cache of table"));
                for (int i = 0; i < 1_000; i++) {
                    assertThat(found.next().getField(0)).isEqualTo("n1");
                }
                server.restart();
                db.execute("TRUNCATE TABLE t");
                db.execute("INSERT INTO t VALUES (1, 'later')");
                while (!"later".equals(found.next().getField(0))) {
                    assertThat(logs.text()).doesNotContain("Failed to reload");
                }
            }
        }
    }

    @Test
    void aFullCacheThatCannotBeLoadedFailsTheJob() {
        LookupJobs.create(db, 10);
        declare(LookupJobs.full(LookupJobs.table(db)));
        LookupJobs.stream(env, "k", "(1)");
        String plan = "SELECT name" + JOIN;
        assertThat(rows(plan)).containsExactly("n1");
        db.execute("ALTER TABLE t RENAME COLUMN name TO other");
        assertThatThrownBy(() -> rows(plan)).hasStackTraceContaining("It has no column 'name'");
    }

    /** The server is gone when the first keys are asked for. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLookupWaitsForTheServer(boolean async) throws Exception {
        LookupJobs.create(db, 1_000);
        declare(
                LookupJobs.table(db)
                        .with("lookup.async", Boolean.toString(async))
                        .with("lookup.max-retries", "1000"));
        endless();
        try (SeenLogs logs = SeenLogs.start();
                CloseableIterator<Row> found = env.executeSql("SELECT name" + JOIN).collect()) {
            assertThat(found.next().getField(0)).isEqualTo("n1");
            server.kill();
            Await.until(
                    "a query to fail",
                    PATIENCE,
                    () -> logs.text().contains("INFO Looking up rows of table"));
            server.restart();
            db.execute("TRUNCATE TABLE t");
            db.execute("INSERT INTO t VALUES (1, 'later')");
            while (!"later".equals(found.next().getField(0))) {
                assertThat(logs.text()).doesNotContain("switched from RUNNING to FAILED");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLookupGivesUpAfterItsRetries(boolean async) throws Exception {
        LookupJobs.create(db, 10);
        declare(
                LookupJobs.table(db)
                        .with("lookup.async", Boolean.toString(async))
                        .with("lookup.max-retries", "1")
                        .with("sink.retry.backoff.min", "1 ms")
                        .with("sink.retry.backoff.max", "2 ms"));
        endless();
        try (CloseableIterator<Row> found = env.executeSql("SELECT name" + JOIN).collect()) {
            assertThat(found.next().getField(0)).isEqualTo("n1");
            server.kill();
            assertThatThrownBy(
                            () -> {
                                while (found.hasNext()) {
                                    found.next();
                                }
                            })
                    .hasStackTraceContaining("Cannot look up rows of table")
                    .hasStackTraceContaining("Gave up after 2 attempts ('lookup.max-retries' = 1)");
        } finally {
            server.restart();
        }
    }

    @Test
    void aCancelledJobLeavesNoThread() throws Exception {
        LookupJobs.create(db, 10);
        declare(LookupJobs.table(db));
        endless();
        TableResult result = env.executeSql("SELECT name" + JOIN);
        try (CloseableIterator<Row> found = result.collect()) {
            found.next();
            assertThat(threads()).isNotEmpty();
        }
        Await.until("the thread to end", PATIENCE, () -> threads().isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ClickHouse lookup of"))
                .toList();
    }

    /** Where Flink keeps what it has looked up for later changes, it looks up one key at a time. */
    @ParameterizedTest
    @CsvSource({"IGNORE, true", "TRY_RESOLVE, false"})
    void updatesAreJoinedInTheirOrder(String strategy, boolean async) throws Exception {
        env.getConfig().set("table.optimizer.non-deterministic-update.strategy", strategy);
        LookupJobs.create(db, 3);
        declare(LookupJobs.table(db));
        db.execute(
                "CREATE TABLE o (id Int64, name String) ENGINE = ReplacingMergeTree ORDER BY id");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, name STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                        .with("table-name", "o")
                        .with("sink.delete-mode", "ignore")
                        .ddl("o"));
        LookupJobs.stream(env, "id, v", "(1, 0), (2, 0), (1, 1), (1, 2), (2, 1)");
        String query =
                "SELECT CAST(c.id AS BIGINT), t.name FROM (SELECT id, CAST(MAX(v) AS BIGINT) AS k,"
                        + " PROCTIME() AS p FROM s GROUP BY id) AS c JOIN t FOR SYSTEM_TIME AS OF c.p"
                        + " ON c.k = t.k";
        assertThat(env.explainSql("INSERT INTO o " + query).contains("async=[")).isEqualTo(async);
        env.executeSql("INSERT INTO o " + query).await();
        assertThat(db.query("SELECT * FROM o FINAL ORDER BY id")).hasToString("[[1, n2], [2, n1]]");
    }

    private void endless() {
        env.executeSql(
                "CREATE TABLE s (n BIGINT, k AS n / 10 + 1, p AS PROCTIME()) WITH ('connector' ="
                        + " 'datagen', 'rows-per-second' = '200', 'fields.n.min' = '0', 'fields.n.max'"
                        + " = '9')");
    }

    private void declare(SqlTable table) {
        env.executeSql(table.ddl("t"));
    }

    private List<String> rows(String query) {
        return LookupJobs.rows(env, query);
    }
}
