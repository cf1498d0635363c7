// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests sessions of SQL with a catalog: CREATE TABLE AS, INSERT, SELECT, UPDATE and DELETE. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class CatalogSessionITCase {

    @TempDir private Path spool;
    private ClickHouseDatabase db;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
    }

    private CatalogSession exactlyOnce(CatalogSession session) {
        session.with("sink.semantic", "exactly-once")
                .with("sink.exactly-once.spool-path", spool.toUri().toString())
                .open();
        session.env().getConfig().set("execution.checkpointing.interval", "200 ms");
        return session;
    }

    @Test
    void aStreamingSessionIsExactlyOnce() throws Exception {
        CatalogSession session = exactlyOnce(CatalogSession.inStreamingMode(db));
        session.run(
                "CREATE TEMPORARY TABLE numbers (id INT, name AS 'n' || CAST(id AS STRING)) WITH"
                        + " ('connector' = 'datagen', 'number-of-rows' = '1000', 'fields.id.kind' ="
                        + " 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '1000')");
        session.run("CREATE TABLE t AS SELECT * FROM numbers");
        assertThat(db.query("SELECT count(), uniqExact(id), countIf(_flink_block > 0) FROM t"))
                .containsExactly(List.of("1000", "1000", "1000"));
        session.run(
                "CREATE CATALOG source WITH ('type' = 'clickhouse', 'scan.split.size' = '1 kb', 'url' = '"
                        + db.url()
                        + "', 'username' = '"
                        + db.username()
                        + "')");
        session.run("CREATE TABLE copies (id INT, name STRING)");
        session.run("INSERT INTO copies SELECT * FROM source.`" + db.name() + "`.t");
        assertThat(db.query("SELECT count(), uniqExact(id), countIf(_flink_block > 0) FROM copies"))
                .containsExactly(List.of("1000", "1000", "1000"));
        session.run(
                "CREATE TABLE latest (digit INT, name STRING, PRIMARY KEY (digit) NOT ENFORCED)");
        session.run("INSERT INTO latest SELECT MOD(id, 10), MAX(name) FROM t GROUP BY MOD(id, 10)");
        assertThat(db.query("SELECT count(), min(name) FROM latest FINAL"))
                .containsExactly(List.of("10", "n990"));
        assertThat(session.rows("SELECT name FROM latest WHERE digit = 3")).containsExactly("n993");
        session.run("CREATE TABLE log (id INT) WITH ('table.engine' = 'Log')");
        assertThatThrownBy(() -> session.run("INSERT INTO log SELECT id FROM t"))
                .hasStackTraceContaining("xactly-once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "exactly-once"})
    void aBatchSessionChangesRows(String semantic) throws Exception {
        CatalogSession session = CatalogSession.inBatchMode(db);
        if (semantic.equals("none")) {
            session.open();
        } else {
            exactlyOnce(session);
        }
        session.run("CREATE TABLE t (id INT, n INT, PRIMARY KEY (id) NOT ENFORCED)");
        session.run("INSERT INTO t VALUES (1, 10), (2, 20), (3, 30)");
        session.run("UPDATE t SET n = n + 1 WHERE id * 1 > 1");
        session.run("DELETE FROM t WHERE id = 3");
        session.run("DELETE FROM t WHERE MOD(n, 10) = 0");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("2, 21");
        session.run("TRUNCATE TABLE t");
        assertThat(session.rows("SELECT COUNT(*) FROM t")).containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource({"true, none", "true, exactly-once", "false, none"})
    void createTableAs(boolean atomic, String semantic) throws Exception {
        CatalogSession session = CatalogSession.inBatchMode(db);
        if (semantic.equals("none")) {
            session.open();
        } else {
            exactlyOnce(session);
        }
        session.env().getConfig().set("table.rtas-ctas.atomicity-enabled", String.valueOf(atomic));
        session.run("CREATE TABLE s (id INT, tags ARRAY<STRING>, b BYTES)");
        session.run(
                "INSERT INTO s VALUES (1, ARRAY['a'], X'FF'), (2, CAST(NULL AS ARRAY<STRING>),"
                        + " CAST(NULL AS BYTES))");
        session.run("CREATE TABLE t WITH ('table.order-by' = 'ifNull(id, 0)') AS SELECT * FROM s");
        assertThat(session.rows("SELECT id, b FROM t")).containsExactly("1, [-1]", "2, null");
        session.run("CREATE TABLE IF NOT EXISTS t AS SELECT * FROM s WHERE id = 1");
        assertThat(session.rows("SELECT COUNT(*) FROM t")).containsExactly("3");
        assertThatThrownBy(() -> session.run("CREATE TABLE t AS SELECT * FROM s"))
                .hasStackTraceContaining("exist");
        session.run("REPLACE TABLE t AS SELECT id, 'new' AS name FROM s");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1, new", "2, new");
        session.run("CREATE OR REPLACE TABLE u AS SELECT id FROM s");
        session.run("CREATE OR REPLACE TABLE u AS SELECT id + 1 AS id FROM s");
        assertThat(session.rows("SELECT * FROM u")).containsExactly("2", "3");
        assertThat(session.rows("SHOW TABLES")).containsExactly("s", "t", "u");
    }

    @Test
    void aJobThatFailsLeavesTheTableAsItWas() throws Exception {
        CatalogSession session = exactlyOnce(CatalogSession.inBatchMode(db));
        session.env().getConfig().set("table.rtas-ctas.atomicity-enabled", "true");
        session.env().getConfig().set("restart-strategy.type", "none");
        session.run("CREATE TABLE s (id INT)");
        session.run("INSERT INTO s VALUES (1), (2)");
        session.run("CREATE TABLE t AS SELECT id FROM s");
        String failing = " AS SELECT CAST('x' || CAST(id AS STRING) AS INT) AS id FROM s";
        assertThatThrownBy(() -> session.run("REPLACE TABLE t" + failing))
                .hasStackTraceContaining("Job");
        assertThatThrownBy(() -> session.run("CREATE TABLE u" + failing))
                .hasStackTraceContaining("Job");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1", "2");
        assertThat(session.rows("SHOW TABLES")).containsExactly("s", "t");
    }

    @Test
    void explainOfCreateTableAsCreatesNothing() throws Exception {
        CatalogSession session = CatalogSession.inBatchMode(db).open();
        session.env().getConfig().set("table.rtas-ctas.atomicity-enabled", "true");
        session.run("CREATE TABLE s (id INT)");
        try {
            session.env().explainSql("CREATE TABLE t AS SELECT * FROM s");
        } catch (TableException e) {
            assertThat(e).hasMessageContaining("Unsupported"); // by Flink 1.20
        }
        assertThat(session.rows("SHOW TABLES")).containsExactly("s");
    }
}
