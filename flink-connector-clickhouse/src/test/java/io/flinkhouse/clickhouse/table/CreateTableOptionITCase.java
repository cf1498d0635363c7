// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests 'sink.create-table', by which planning an INSERT creates the ClickHouse table. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class CreateTableOptionITCase {

    @TempDir private Path spool;
    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = SqlTable.inBatchMode();
    }

    private SqlTable table(String columns) {
        return SqlTable.of(db, columns).with("sink.create-table", "if-not-exists");
    }

    @Test
    void planningAnInsertCreatesTheTable() throws Exception {
        env.executeSql(
                table("id INT NOT NULL COMMENT 'the key', name STRING, twice AS id * 2")
                        .with("sink.semantic", "exactly-once")
                        .with("sink.exactly-once.spool-path", spool.toUri().toString())
                        .with("sink.exactly-once.fence-column", "_fence")
                        .with("table.order-by", "id")
                        .with("table.settings.index_granularity", "4096")
                        .ddl("t"));
        assertThat(db.query("SHOW TABLES")).isEmpty();
        env.executeSql("INSERT INTO t VALUES (1, 'a')").await();
        env.executeSql("INSERT INTO t VALUES (2, 'b')").await();
        assertThat(db.query("SELECT id, name, _fence > 0 FROM t ORDER BY id"))
                .containsExactly(List.of("1", "a", "1"), List.of("2", "b", "1"));
        assertThat(db.query("SHOW CREATE TABLE t").get(0).get(0))
                .contains("COMMENT 'the key'", "ORDER BY id", "index_granularity = 4096")
                .doesNotContain("twice");
    }

    @Test
    void changesNeedNoMoreThanAKey() throws Exception {
        env.executeSql(table("id INT, n BIGINT, PRIMARY KEY (id) NOT ENFORCED").ddl("t"));
        env.executeSql("INSERT INTO t VALUES (1, 1), (2, 2)").await();
        env.executeSql("UPDATE t SET n = n + 5 WHERE id * 1 = 1").await();
        env.executeSql("DELETE FROM t WHERE id = 2").await();
        assertThat(db.query("SELECT id, n FROM t FINAL")).containsExactly(List.of("1", "6"));
    }

    /** Flink replaces the table of its catalog only, as the guide says. */
    @Test
    void aReplacedTableOfFlinkKeepsItsRows() throws Exception {
        String ddl = table("id INT").ddl("t").replace("(id INT)", "");
        String replace = ddl.replace("CREATE TABLE", "CREATE OR REPLACE TABLE");
        env.executeSql(replace + " AS SELECT 1 AS id").await();
        env.executeSql(replace + " AS SELECT 2 AS id").await();
        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void layoutWithoutCreationIsRefused() {
        env.executeSql(SqlTable.of(db, "id INT").with("table.engine", "Memory").ddl("t"));
        assertThatThrownBy(() -> env.explainSql("INSERT INTO t VALUES (1)"))
                .hasStackTraceContaining(
                        "'table.engine' is for a ClickHouse table that the connector creates. Set"
                                + " 'sink.create-table' = 'if-not-exists'");
    }

    @Test
    void aLayoutThatTheServerRefusesIsTold() {
        env.executeSql(table("id INT").with("table.engine", "Nonsense").ddl("t"));
        assertThatThrownBy(() -> env.explainSql("INSERT INTO t VALUES (1)"))
                .hasStackTraceContaining("'sink.create-table': cannot create")
                .hasStackTraceContaining("Nonsense");
        env.executeSql(table("id INT").with("database-name", "nowhere").ddl("n"));
        assertThatThrownBy(() -> env.explainSql("INSERT INTO n VALUES (1)"))
                .hasStackTraceContaining("CREATE DATABASE `nowhere`");
        env.executeSql(table("id INT").with("sink.validate", "false").ddl("v"));
        assertThatThrownBy(() -> env.explainSql("INSERT INTO v VALUES (1)"))
                .hasStackTraceContaining("it excludes 'sink.input-format' and 'sink.validate'");
        assertThat(db.query("SHOW TABLES")).isEmpty();
    }
}
