// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.catalog;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotEmptyException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.exceptions.ProcedureNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotPartitionedException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the catalog by Flink's interface of catalogs: what it lists, and the errors it gives. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class CatalogITCase {

    private ClickHouseDatabase db;
    private CatalogSession session;
    private Catalog catalog;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        session = CatalogSession.inBatchMode(db).open();
        catalog = session.catalog();
    }

    private ObjectPath path(String table) {
        return new ObjectPath(db.name(), table);
    }

    private static String schema(CatalogBaseTable table) {
        return table.getUnresolvedSchema().toString();
    }

    @Test
    void listsDatabasesAndTables() throws Exception {
        db.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id COMMENT 'rows'");
        db.execute("CREATE VIEW v AS SELECT * FROM t");
        db.execute("CREATE MATERIALIZED VIEW m ENGINE = Memory AS SELECT * FROM t");
        db.execute(
                "CREATE DICTIONARY d (id UInt64) PRIMARY KEY id SOURCE(NULL()) LAYOUT(FLAT())"
                        + " LIFETIME(0)");
        assertThat(catalog.listDatabases())
                .contains(db.name(), "default")
                .doesNotContain("system", "INFORMATION_SCHEMA", "information_schema");
        assertThat(catalog.getDefaultDatabase()).isEqualTo(db.name());
        assertThat(catalog.listTables(db.name())).containsExactly("d", "m", "t", "v");
        assertThat(catalog.listViews(db.name())).isEmpty();
        assertThat(catalog.tableExists(path("v"))).isTrue();
        assertThat(catalog.tableExists(path("T"))).isFalse();
        assertThat(catalog.tableExists(new ObjectPath("system", "tables"))).isFalse();
        assertThat(catalog.getTable(path("t")).getComment()).isEqualTo("rows");
        assertThat(catalog.getTable(path("t")).getOptions())
                .containsEntry("connector", "clickhouse")
                .containsEntry("url", db.url())
                .containsEntry("database-name", db.name())
                .containsEntry("table-name", "t")
                .doesNotContainKey("password");
        assertThat(session.rows("SHOW TABLES")).containsExactly("d", "m", "t", "v");
    }

    /** Failure case 33 of the design. */
    @Test
    void aColumnWithoutFlinkTypeIsLeftOut() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, state AggregateFunction(sum, Int32), n Nullable(Int8))"
                        + " ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t SELECT 1 AS id, sumState(toInt32(5)), 7 AS n");
        try (SeenLogs logs = SeenLogs.start()) {
            assertThat(schema(catalog.getTable(path("t"))))
                    .contains("id", "`n`")
                    .doesNotContain("state");
            assertThat(logs.text()).contains("is without its column 'state'");
        }
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1, 7");
    }

    /** Nothing is lost without it, so that rows are written and rewritten. */
    @Test
    void anEmptyTupleIsLeftOut() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, n Int32, nothing Tuple(), many Array(Tuple())) ENGINE ="
                        + " ReplacingMergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (1, 5, tuple(), [])");
        assertThat(schema(catalog.getTable(path("t"))))
                .contains("id", "`n`")
                .doesNotContain("nothing", "many");
        session.run("INSERT INTO t VALUES (2, 6)");
        assertThat(session.rows("SELECT * FROM t")).containsExactly("1, 5", "2, 6");
        session.run("DELETE FROM t WHERE id = 1");
        assertThat(db.query("SELECT id, nothing FROM t")).containsExactly(List.of("2", "()"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "MergeTree; id; false",
                "ReplacingMergeTree; id; true",
                "ReplacingMergeTree; (id); true",
                "ReplacingMergeTree; (id, k); false",
                "ReplacingMergeTree; (id, v); true",
                "ReplacingMergeTree; id % 10; false",
                "ReplacingMergeTree(v); id; true",
                "CoalescingMergeTree; id; true",
                "CollapsingMergeTree(sign); id; true",
                "VersionedCollapsingMergeTree(sign, v); id; true",
                "SummingMergeTree; id; false",
                "AggregatingMergeTree; id; false",
                "Memory; ; false"
            })
    void aPrimaryKeyIsWhatMergesKeepOnce(String engine, String order, boolean keyed)
            throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, k Nullable(Int32), v UInt32, sign Int8) ENGINE = "
                        + engine
                        + (order == null ? "" : " ORDER BY " + order)
                        + (order == null ? "" : " SETTINGS allow_nullable_key = 1"));
        assertThat(catalog.getTable(path("t")).getUnresolvedSchema().getPrimaryKey().isPresent())
                .isEqualTo(keyed);
        assertThat(schema(catalog.getTable(path("t"))).contains("`sign`"))
                .isEqualTo(!engine.contains("ollapsing"));
    }

    @Test
    void computedColumnsAreReadAndNotWritten() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, twice Int64 MATERIALIZED id * 2, thrice Int64 ALIAS id *"
                        + " 3, ephemeral Int8 EPHEMERAL, d String DEFAULT 'x') ENGINE = MergeTree"
                        + " ORDER BY id");
        session.run("INSERT INTO t (id) SELECT 7");
        session.run("INSERT INTO t VALUES (8, 'y')");
        assertThat(session.rows("SELECT id, twice, thrice, d FROM t"))
                .containsExactly("7, 14, 21, x", "8, 16, 24, y");
        assertThat(session.rows("SELECT * FROM t WHERE twice = 16"))
                .containsExactly("8, 16, 24, y");
        assertThat(session.rows("SELECT thrice FROM t WHERE thrice > 21 AND id < 100"))
                .containsExactly("24");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "`back`", "it's", "\"q\"", "\\n", "😀", "d; DROP", "Ä ö"})
    void oddNamesAreNames(String name) throws Exception {
        String odd = "`" + name.replace("`", "``") + "`";
        String other = odd.replaceFirst("`$", "2`");
        session.run(
                "CREATE TABLE %1$s (%1$s INT NOT NULL, PRIMARY KEY (%1$s) NOT ENFORCED)"
                        .formatted(odd));
        session.run("INSERT INTO " + odd + " VALUES (1), (1), (2)");
        assertThat(session.rows("SELECT %1$s FROM %1$s WHERE %1$s > 1".formatted(odd)))
                .containsExactly("2");
        assertThat(session.rows("SELECT COUNT(*) FROM " + odd)).containsExactly("2");
        session.run("ALTER TABLE " + odd + " ADD x INT");
        if (!name.contains(".")) { // ClickHouse takes such columns for parts of a Nested
            session.run("ALTER TABLE " + odd + " RENAME x TO " + other);
            session.run("ALTER TABLE " + odd + " DROP " + other);
        }
        session.run("ALTER TABLE " + odd + " RENAME TO " + other);
        assertThat(catalog.listTables(db.name())).containsExactly(name + "2");
        session.run("DROP TABLE " + other);
        assertThat(catalog.listTables(db.name())).isEmpty();
        String database = "`" + db.name() + odd.substring(1);
        session.run("CREATE DATABASE " + database);
        assertThat(catalog.listDatabases()).contains(db.name() + name);
        session.run("DROP DATABASE " + database);
    }

    @Test
    void databases() throws Exception {
        String other = db.name() + "_other";
        session.run("CREATE DATABASE " + other + " COMMENT 'of a test'");
        try {
            assertThat(catalog.getDatabase(other).getComment()).isEqualTo("of a test");
            session.run("CREATE DATABASE IF NOT EXISTS " + other);
            assertThatThrownBy(
                            () ->
                                    catalog.createDatabase(
                                            other, new CatalogDatabaseImpl(Map.of(), ""), false))
                    .isInstanceOf(DatabaseAlreadyExistException.class);
            assertThatThrownBy(() -> session.run("CREATE DATABASE x WITH ('a' = 'b')"))
                    .hasStackTraceContaining("a ClickHouse database has no properties");
            session.run("CREATE TABLE " + other + ".t (id INT)");
            assertThatThrownBy(() -> catalog.dropDatabase(other, false, false))
                    .isInstanceOf(DatabaseNotEmptyException.class);
            assertThat(catalog.listTables(other)).containsExactly("t");
        } finally {
            session.run("DROP DATABASE " + other + " CASCADE");
        }
        assertThat(catalog.databaseExists(other)).isFalse();
        session.run("DROP DATABASE IF EXISTS " + other);
        assertThatThrownBy(() -> catalog.dropDatabase(other, false, false))
                .isInstanceOf(DatabaseNotExistException.class);
        assertThatThrownBy(() -> catalog.getDatabase(other))
                .isInstanceOf(DatabaseNotExistException.class);
        assertThatThrownBy(() -> catalog.listTables(other))
                .isInstanceOf(DatabaseNotExistException.class);
        assertThatThrownBy(() -> catalog.getDatabase("system"))
                .isInstanceOf(DatabaseNotExistException.class);
    }

    @Test
    void whatFlinksContractAsksOfTables() throws Exception {
        session.run("CREATE TABLE t (id INT)");
        ObjectPath absent = path("absent");
        CatalogBaseTable table = catalog.getTable(path("t"));
        assertThatThrownBy(() -> catalog.getTable(absent))
                .isInstanceOf(TableNotExistException.class);
        assertThatThrownBy(() -> catalog.dropTable(absent, false))
                .isInstanceOf(TableNotExistException.class);
        assertThatThrownBy(() -> catalog.renameTable(absent, "x", false))
                .isInstanceOf(TableNotExistException.class);
        assertThatThrownBy(() -> catalog.alterTable(absent, table, List.of(), false))
                .isInstanceOf(TableNotExistException.class);
        catalog.dropTable(absent, true);
        catalog.renameTable(absent, "x", true);
        catalog.alterTable(absent, table, List.of(), true);
        session.run("CREATE TABLE u (id INT)");
        session.run("CREATE TABLE IF NOT EXISTS u (other STRING)");
        assertThatThrownBy(() -> catalog.renameTable(path("t"), "u", false))
                .isInstanceOf(TableAlreadyExistException.class);
        assertThatThrownBy(() -> catalog.createTable(path("u"), table, false))
                .isInstanceOf(TableAlreadyExistException.class);
        assertThatThrownBy(() -> catalog.createTable(new ObjectPath("nowhere", "u"), table, false))
                .isInstanceOf(DatabaseNotExistException.class);
    }

    @Test
    void whatClickHouseHasNot() throws Exception {
        session.run("CREATE TABLE t (id INT)");
        ObjectPath t = path("t");
        CatalogPartitionSpec spec = new CatalogPartitionSpec(Map.of("id", "1"));
        assertThatThrownBy(() -> catalog.listPartitions(t))
                .isInstanceOf(TableNotPartitionedException.class);
        assertThatThrownBy(() -> catalog.listPartitions(path("absent")))
                .isInstanceOf(TableNotExistException.class);
        assertThatThrownBy(() -> catalog.getPartition(t, spec))
                .isInstanceOf(PartitionNotExistException.class);
        assertThat(catalog.partitionExists(t, spec)).isFalse();
        assertThat(catalog.listFunctions(db.name())).isEmpty();
        assertThat(catalog.functionExists(t)).isFalse();
        assertThatThrownBy(() -> catalog.getFunction(t))
                .isInstanceOf(FunctionNotExistException.class);
        assertThat(catalog.listProcedures(db.name())).isEmpty();
        assertThatThrownBy(() -> catalog.getProcedure(t))
                .isInstanceOf(ProcedureNotExistException.class);
        assertThatThrownBy(() -> session.run("CREATE VIEW v AS SELECT 1"))
                .hasStackTraceContaining("CREATE TEMPORARY VIEW");
        assertThatThrownBy(() -> session.run("CREATE FUNCTION f AS 'java.lang.String'"))
                .hasStackTraceContaining("CREATE TEMPORARY FUNCTION");
    }

    @Test
    void statisticsAreWhatTheServerCounts() throws Exception {
        db.execute("CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t SELECT number FROM numbers(1000)");
        db.execute("CREATE VIEW v AS SELECT * FROM t");
        assertThat(catalog.getTableStatistics(path("t")).getRowCount()).isEqualTo(1000);
        assertThat(catalog.getTableStatistics(path("t")).getTotalSize()).isPositive();
        assertThat(catalog.getTableStatistics(path("v"))).isEqualTo(CatalogTableStatistics.UNKNOWN);
        assertThat(catalog.getTableColumnStatistics(path("t")))
                .isEqualTo(CatalogColumnStatistics.UNKNOWN);
        assertThatThrownBy(() -> catalog.getTableStatistics(path("absent")))
                .isInstanceOf(TableNotExistException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url | nonsense | 'url' is not an address",
                "url | http://127.0.0.1:1 | Cannot connect",
                "username | nobody | Check 'username' and 'password'",
                "database-name | x | Did you mean 'default-database'?",
                "table-name | x | OPTIONS('table-name' = ",
                "scan.query | SELECT 1 | is an option of one table",
                "topic | x | 'topic' is not an option of a 'clickhouse' table",
                "sink.semantik | exactly-once | Did you mean 'sink.semantic'?",
                "sink.semantic | twice | 'sink.semantic' is 'twice'",
                "sink.flush.max-rows | none | 'sink.flush.max-rows' is 'none'",
                "password-file | /nowhere | 'password-file' is '/nowhere', which cannot be read"
            })
    void wrongOptionsOfACatalog(String option, String value, String message) {
        assertThatThrownBy(() -> CatalogSession.inBatchMode(db).with(option, value).open())
                .isInstanceOfAny(ValidationException.class, RuntimeException.class)
                .hasStackTraceContaining(message);
    }
}
