// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests what a SELECT reads from tables, views and queries. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class SelectITCase {

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = SqlTable.inBatchMode();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsInBothModes(boolean streaming) {
        create("MergeTree ORDER BY id");
        if (streaming) {
            env = inStreamingMode();
        }
        declare();
        assertThat(rows("SELECT * FROM t")).containsExactly("1, a", "2, b", "3, null");
        String filtered = "SELECT name FROM t WHERE id < 3";
        assertThat(env.explainSql(filtered)).contains("filter=[");
        assertThat(env.explainSql(filtered).contains("where=[")).isEqualTo(streaming);
        assertThat(rows(filtered)).containsExactly("a", "b");
        assertThat(rows("SELECT id FROM t WHERE name IS NULL")).containsExactly("3");
        assertThat(rows("SELECT 7 FROM t")).containsExactly("7", "7", "7");
    }

    @Test
    void aggregatesOfTheServerAreThoseOfFlink() {
        create("MergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (2147483647, 'b')");
        declare();
        String all = "SELECT COUNT(*), COUNT(name), SUM(id), AVG(id), MIN(name), MAX(id) FROM t";
        assertThat(env.explainSql(all)).contains("aggregates=[");
        assertThat(rows(all)).containsExactly("4, 3, -2147483643, 536870913, a, 2147483647");
        assertThat(rows(all + " WHERE id > 2147483646"))
                .containsExactly("1, 1, 2147483647, 2147483647, b, 2147483647");
        assertThat(rows(all + " WHERE id < 0")).containsExactly("0, 0, null, null, null, null");
        assertThat(rows("SELECT name, COUNT(*), AVG(id) FROM t GROUP BY name"))
                .containsExactly("a, 1, 1", "b, 2, 1073741824", "null, 1, 3");
    }

    /** The server's count() of a Variant counts its NULLs. */
    @Test
    void countsLeaveOutTheNullsOfAVariant() {
        db.execute(
                "CREATE TABLE t (id Int32, v Variant(Int64, String)) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (1, 5), (2, NULL), (3, 'a')");
        env.executeSql(
                SqlTable.of(db, "id INT NOT NULL, v ROW<`Int64` BIGINT, `String` STRING>")
                        .ddl("t"));
        assertThat(rows("SELECT COUNT(v), COUNT(*) FROM t")).containsExactly("2, 3");
    }

    /** With push-down of aggregates, Flink's planner fails at AVG of a DECIMAL. */
    @ParameterizedTest
    @ValueSource(strings = {"d DECIMAL(9, 2)", "r ROW<d DECIMAL(9, 2)>"})
    void averagesOfDecimals(String column) {
        db.execute("CREATE TABLE t (d Decimal(9, 2), r Tuple(d Decimal(9, 2))) ENGINE = Memory");
        db.execute("INSERT INTO t VALUES (1.5, (1.5)), (2, (2))");
        env.executeSql(SqlTable.of(db, column).ddl("t"));
        String d = column.startsWith("r") ? "t.r.d" : "d";
        assertThat(rows("SELECT AVG(" + d + "), SUM(" + d + "), COUNT(*) FROM t"))
                .containsExactly("1.750000, 3.50, 2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFilteredScansOfOneTableStayTwo(boolean streaming) {
        create("MergeTree ORDER BY id");
        if (streaming) {
            env = inStreamingMode();
        }
        declare();
        assertThat(
                        rows(
                                "SELECT name FROM t WHERE id = 1 UNION ALL SELECT name FROM t WHERE"
                                        + " id = 2 UNION ALL SELECT name FROM t WHERE name LIKE '_'"
                                        + " AND name LIKE 'b_%'"))
                .containsExactly("a", "b");
    }

    @Test
    void aReplacedRowDoesNotComeBack() {
        db.execute(
                "CREATE TABLE t (id Int32, name Nullable(String)) ENGINE = ReplacingMergeTree"
                        + " ORDER BY id");
        db.execute("INSERT INTO t VALUES (1, 'old')");
        db.execute("INSERT INTO t VALUES (1, 'new')");
        declare();
        assertThat(rows("SELECT * FROM t WHERE name = 'old'")).isEmpty();
        assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly("1");
        env.executeSql(SqlTable.of(db, "name STRING").with("scan.final", "false").ddl("stored"));
        assertThat(rows("SELECT * FROM stored")).containsExactly("new", "old");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW o AS SELECT * FROM t",
                "CREATE MATERIALIZED VIEW o ENGINE = MergeTree ORDER BY id POPULATE AS SELECT * FROM t",
                "CREATE TABLE o ENGINE = Log AS SELECT * FROM t",
                "CREATE TABLE o ENGINE = Memory AS SELECT * FROM t",
                "CREATE TABLE o (id Int32, name Nullable(String)) ENGINE = Merge(currentDatabase(), '^t$')",
                "CREATE TABLE o (id Int32, name Nullable(String)) ENGINE = Buffer(currentDatabase(), t, 1, 1, 1, 1, 1, 1, 1)",
                "CREATE DICTIONARY o (id Int32, name Nullable(String)) PRIMARY KEY id"
                        + " SOURCE(CLICKHOUSE(QUERY 'SELECT id, name FROM {db}.t')) LAYOUT(FLAT())"
                        + " LIFETIME(0)",
            })
    void readsAllThatTheServerCallsATable(String other) {
        create("MergeTree ORDER BY id");
        db.execute(other.replace("{db}", db.name()));
        env.executeSql(SqlTable.of(db, "id INT, name STRING").with("table-name", "o").ddl("o"));
        assertThat(rows("SELECT * FROM o WHERE id <> 2 AND (name <> 'x' OR name IS NULL)"))
                .containsExactly("1, a", "3, null");
    }

    @Test
    void readsTheResultOfAQuery() {
        create("MergeTree ORDER BY id");
        String query = "SELECT id * 2 AS twice, name FROM t -- a comment";
        env.executeSql(
                SqlTable.of(db, "twice BIGINT, name STRING")
                        .without("table-name")
                        .with("scan.query", query)
                        .with("scan.filter", "twice < 6 -- none of the last")
                        .with("scan.parallelism", "1")
                        .ddl("q"));
        assertThat(rows("SELECT name, twice FROM q WHERE twice > 2")).containsExactly("b, 4");
        assertThat(rows("SELECT COUNT(*) FROM q")).containsExactly("2");
        assertThatThrownBy(() -> env.executeSql("INSERT INTO q VALUES (1, 'a')"))
                .hasStackTraceContaining("A table with 'scan.query' can only be read");
    }

    @Test
    void readsVirtualColumns() {
        db.execute(
                "CREATE TABLE t (id Int32) ENGINE = MergeTree ORDER BY id PARTITION BY id SETTINGS"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        db.execute("INSERT INTO t VALUES (7)");
        env.executeSql(
                SqlTable.of(
                                db,
                                "part STRING METADATA FROM '_part' VIRTUAL, _partition_id STRING"
                                        + " METADATA VIRTUAL, _part_offset BIGINT METADATA VIRTUAL,"
                                        + " _block_number BIGINT METADATA VIRTUAL, _block_offset"
                                        + " BIGINT METADATA VIRTUAL, _table STRING METADATA VIRTUAL,"
                                        + " _database STRING METADATA VIRTUAL, id INT NOT NULL")
                        .ddl("t"));
        assertThat(rows("SELECT * FROM t WHERE id = 7"))
                .containsExactly("7_1_1_0, 7, 0, 1, 0, t, " + db.name() + ", 7");
        assertThat(rows("SELECT id, _table FROM t")).containsExactly("7, t");
        assertThatThrownBy(() -> env.explainSql("DELETE FROM t WHERE _table = 't'"))
                .hasStackTraceContaining("no primary key");
        db.execute("CREATE TABLE m (id Int32) ENGINE = MergeTree ORDER BY id");
        env.executeSql(
                SqlTable.of(db, "id INT, _block_number BIGINT METADATA VIRTUAL")
                        .with("table-name", "m")
                        .ddl("m"));
        assertThatThrownBy(() -> rows("SELECT _block_number FROM m"))
                .hasStackTraceContaining("MODIFY SETTING enable_block_number_column = 1");
    }

    /** A projection has numbers and places of its own, which the server would return. */
    @Test
    void virtualColumnsAreThoseOfTheTableAndNotOfAProjection() {
        db.execute(
                "CREATE TABLE t (id Int32, v Int32, PROJECTION by_v (SELECT * ORDER BY v)) ENGINE ="
                        + " MergeTree ORDER BY id SETTINGS index_granularity = 8,"
                        + " enable_block_number_column = 1, enable_block_offset_column = 1");
        db.execute("INSERT INTO t SELECT number, -number FROM numbers(1000)");
        db.execute("INSERT INTO t SELECT number, -number FROM numbers(1000)");
        db.execute("OPTIMIZE TABLE t FINAL");
        env.executeSql(
                SqlTable.of(
                                db,
                                "v INT, _part_offset BIGINT METADATA VIRTUAL, _block_number BIGINT"
                                        + " METADATA VIRTUAL, _block_offset BIGINT METADATA VIRTUAL")
                        .ddl("t"));
        assertThat(rows("SELECT * FROM t WHERE v = -5"))
                .containsExactly("-5, 10, 1, 5", "-5, 11, 2, 5");
        assertThat(rows("SELECT MAX(_block_number), MIN(_part_offset) FROM t WHERE v = -5"))
                .containsExactly("2, 10");
    }

    @Test
    void statementsThatChangeRowsDoNotUseVirtualColumns() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int32, n Int32, v UInt64) ENGINE = ReplacingMergeTree(v) ORDER"
                        + " BY id");
        db.execute("INSERT INTO t VALUES (1, 1, 1), (2, 2, 1)");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id INT NOT NULL, n INT NOT NULL, part STRING METADATA FROM '_part'"
                                        + " VIRTUAL, PRIMARY KEY (id) NOT ENFORCED")
                        .ddl("t"));
        env.executeSql("UPDATE t SET n = n + 10 WHERE n * 2 = 4").await();
        assertThat(rows("SELECT id, n FROM t")).containsExactly("1, 1", "2, 12");
        assertThatThrownBy(() -> env.executeSql("UPDATE t SET n = 5 WHERE part <> ''").await())
                .hasStackTraceContaining("cannot use the METADATA column '_part'");
    }

    @Test
    void readsNestedFieldsAlone() {
        db.execute(
                "CREATE TABLE t (id Int32, r Tuple(a Nullable(String), b Tuple(c Int8)), j JSON)"
                        + " ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (1, ('x', (5)), '{\"k\": 1}'), (2, (NULL, (6)), '{}')");
        env.executeSql(
                SqlTable.of(db, "id INT, r ROW<a STRING, b ROW<c TINYINT>>, j STRING").ddl("t"));
        String nested = "SELECT id, t.r.a, t.r.b.c FROM t WHERE t.r.b.c > 4";
        assertThat(env.explainSql(nested)).contains("project=[id, r_a, r_b_c]");
        assertThat(env.explainSql(nested)).doesNotContain("where=[");
        assertThat(rows(nested)).containsExactly("1, x, 5", "2, null, 6");
        assertThat(rows("SELECT id FROM t WHERE t.r.a IS NULL AND t.r.b.c <> 5"))
                .containsExactly("2");
        assertThat(rows("SELECT r, j FROM t WHERE t.r.a = 'x'"))
                .containsExactly("+I[x, +I[5]], {\"k\":1}");
    }

    @Test
    void tellsAllMistakesAtOnce() {
        db.execute(
                "CREATE TABLE t (id Int32, name Nullable(String), agg AggregateFunction(sum, Int32),"
                        + " gone Int8 EPHEMERAL, nothing Tuple()) ENGINE = MergeTree ORDER BY id");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id STRING, name STRING NOT NULL, nam STRING, agg INT, gone"
                                        + " TINYINT, nothing ROW<>, part STRING METADATA FROM '_part' VIRTUAL")
                        .with("scan.filter", "nothing = 1")
                        .with("scan.final", "true")
                        .ddl("t"));
        assertThatThrownBy(() -> env.explainSql("SELECT * FROM t"))
                .hasStackTraceContaining("Cannot read ClickHouse table")
                .hasStackTraceContaining(
                        "Column 'id': values of type Int32 cannot be read as STRING. Declare it as"
                                + " INT")
                .hasStackTraceContaining("Column 'name': it is NOT NULL in the Flink table")
                .hasStackTraceContaining("It has no column 'nam'. Did you mean 'name'?")
                .hasStackTraceContaining(
                        "Column 'agg': values of type AggregateFunction(sum, Int32)")
                .hasStackTraceContaining("Column 'gone': it is EPHEMERAL")
                .hasStackTraceContaining(
                        "Column 'nothing': values of type Tuple() cannot be read as ROW<>.")
                .hasStackTraceContaining("it holds no value. Leave the column out")
                .hasStackTraceContaining("'scan.final' is 'true', but the engine MergeTree")
                .hasStackTraceContaining("'scan.filter': ");
        env.executeSql(SqlTable.of(db, "id INT").with("table-name", "absent").ddl("absent"));
        assertThatThrownBy(() -> env.explainSql("SELECT * FROM absent"))
                .hasStackTraceContaining(
                        "`absent`: The table does not exist, or the user may not see it; create it, or GRANT"
                                + " SELECT ON");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "scan.partition.num | 4 | Set also 'scan.partition.column'",
                "scan.query | SELECT 1 | The table has both 'table-name' and 'scan.query'",
                "scan.filter | ## | 'scan.filter' is empty",
                "scan.parallelism | 0 | 'scan.parallelism' is '0'; set it to 1 or more",
                "scan.fetch-size | none | 'scan.fetch-size' is 'none'; give a whole number",
                "scan.final | never | 'scan.final' is 'never'; give one of 'auto', 'false', 'true'",
                "scan.buffer.memory | 1 kb | scan.buffer.memory",
                "scan.split.siz | 1 mb | scan.split.siz",
            })
    void wrongOptionsOfAScan(String option, String value, String message) {
        env.executeSql(SqlTable.of(db, "id INT").with(option, value).ddl("t"));
        assertThatThrownBy(() -> env.explainSql("SELECT * FROM t"))
                .hasStackTraceContaining(message);
    }

    @Test
    void filteredTablesAreNotChanged() {
        create("MergeTree ORDER BY id");
        env.executeSql(SqlTable.of(db, "id INT").with("scan.filter", "id < 3").ddl("t"));
        assertThat(rows("SELECT id FROM t")).containsExactly("1", "2");
        assertThatThrownBy(() -> env.executeSql("DELETE FROM t WHERE id > 0"))
                .hasStackTraceContaining(
                        "Rows cannot be changed through a table with 'scan.filter'");
        assertThat(db.query("SELECT count() FROM t")).hasToString("[[3]]");
    }

    private static TableEnvironment inStreamingMode() {
        return TableEnvironment.create(
                EnvironmentSettings.newInstance()
                        .inStreamingMode()
                        .withConfiguration(MiniFlink.configuration())
                        .build());
    }

    private void create(String engine) {
        db.execute("CREATE TABLE t (id Int32, name Nullable(String)) ENGINE = " + engine);
        db.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL)");
    }

    private void declare() {
        env.executeSql(SqlTable.of(db, "id INT, name STRING").ddl("t"));
    }

    private List<String> rows(String query) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = env.executeSql(query).collect()) {
            while (found.hasNext()) {
                String row = found.next().toString();
                rows.add(row.substring(row.indexOf('[') + 1, row.length() - 1));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        rows.sort(null);
        return rows;
    }
}
