// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.lookup.KeyPartitioner;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.job.SeenLogs;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.LookupTableSource.LookupRuntimeProvider;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinitions;
import org.apache.flink.table.runtime.connector.source.LookupRuntimeProviderContext;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.TypeConversions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests which rows a lookup join finds, and by which queries. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class LookupJoinITCase {

    private static final String JOIN = " FROM s JOIN t FOR SYSTEM_TIME AS OF s.p ON s.k = t.k";
    private static final String LEFT = JOIN.replace("JOIN", "LEFT JOIN");

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = LookupJobs.streaming();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachRowOfTheStreamFindsItsRows(boolean async) {
        LookupJobs.create(db, 3);
        db.execute("INSERT INTO t VALUES (1, 'more')");
        declare(LookupJobs.table(db).with("lookup.async", Boolean.toString(async)));
        LookupJobs.stream(env, "k", "(0), (1), (1), (7)");

        String plan = env.explainSql("SELECT name" + JOIN);
        assertThat(plan.contains("async=[")).isEqualTo(async);
        assertThat(rows("SELECT name" + JOIN)).containsExactly("more", "more", "n0", "n1", "n1");
        assertThat(rows("SELECT s.k, name" + LEFT))
                .containsExactly("0, n0", "1, more", "1, more", "1, n1", "1, n1", "7, null");
    }

    /** Flink's planner took two lookup joins for one that differ in accepted conditions only. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoFilteredLookupsOfOneTableStayTwo(boolean streaming) {
        LookupJobs.create(db, 10);
        env = streaming ? env : LookupJobs.batch();
        SqlTable table = LookupJobs.table(db);
        declare(streaming ? table : table.with("lookup.async", "true"));
        LookupJobs.stream(env, "k", "(1), (5)");

        String both =
                "SELECT name%1$s WHERE t.name < 'n3' UNION ALL SELECT name%1$s WHERE t.name > 'n3'"
                        + " UNION ALL SELECT name%1$s WHERE t.name = 'n5'";
        assertThat(rows(both.formatted(JOIN))).containsExactly("n1", "n5", "n5");
    }

    /** Flink's planner may push conditions also below a lookup join in batch mode. */
    @Test
    void aFilteredLookupInBatchModeNeedsAnOption() {
        LookupJobs.create(db, 1);
        DynamicTableSource source = filtered(LookupJobs.table(db), true);
        assertThatThrownBy(() -> lookup(source))
                .hasMessageContaining("with a condition in batch mode")
                .hasMessageContaining("Set 'lookup.async' = 'true'");
        assertThat(lookup(filtered(LookupJobs.table(db).with("lookup.async", "false"), true)))
                .isInstanceOf(LookupFunctionProvider.class)
                .isNotInstanceOf(AsyncLookupFunctionProvider.class);
        assertThat(lookup(filtered(LookupJobs.table(db), false)))
                .isInstanceOf(AsyncLookupFunctionProvider.class);
    }

    private static DynamicTableSource filtered(SqlTable table, boolean batch) {
        RowType rows =
                (RowType)
                        DataTypes.ROW(
                                        DataTypes.FIELD("k", DataTypes.BIGINT().notNull()),
                                        DataTypes.FIELD("name", DataTypes.STRING().notNull()))
                                .getLogicalType();
        ClickHouseTableSource source =
                new ClickHouseTableSource(
                        ObjectIdentifier.of("c", "d", "t"),
                        new SourceTable(new TableOptions(table.options()), rows, Map.of(), !batch),
                        TypeConversions.fromLogicalToDataType(rows));
        source.applyFilters(
                List.of(
                        CallExpression.permanent(
                                BuiltInFunctionDefinitions.EQUALS,
                                List.of(
                                        new FieldReferenceExpression(
                                                "name", DataTypes.STRING().notNull(), 0, 1),
                                        new ValueLiteralExpression(
                                                "n0", DataTypes.STRING().notNull())),
                                DataTypes.BOOLEAN())));
        return source;
    }

    private static LookupRuntimeProvider lookup(DynamicTableSource source) {
        return ((LookupTableSource) source)
                .getLookupRuntimeProvider(
                        new LookupRuntimeProviderContext(new int[][] {{0}}, false));
    }

    @Test
    void replacedRowsAreNotFound() {
        db.execute("CREATE TABLE t (k Int64, name String) ENGINE = ReplacingMergeTree ORDER BY k");
        db.execute("INSERT INTO t VALUES (1, 'old')");
        db.execute("INSERT INTO t VALUES (1, 'new')");
        declare(LookupJobs.table(db));
        LookupJobs.stream(env, "k", "(1)");
        assertThat(rows("SELECT name" + JOIN)).containsExactly("new");
        assertThat(rows("SELECT name" + JOIN + " AND t.name = 'old'")).isEmpty();
        env.executeSql("DROP TABLE t");
        declare(
                LookupJobs.table(db)
                        .with("scan.final", "false")
                        .with("scan.filter", "name < ''z''"));
        assertThat(rows("SELECT name" + JOIN)).containsExactly("new", "old");
    }

    @Test
    void compositeKeysAndProjectedColumns() {
        db.execute(
                "CREATE TABLE t (x String, a Int32, b LowCardinality(Nullable(String)), y Int8)"
                        + " ENGINE = MergeTree ORDER BY a");
        db.execute(
                "INSERT INTO t VALUES ('x1', 1, 'b1', 1), ('x2', 1, 'b2', 2), ('x3', 2, NULL, 3)");
        declare(SqlTable.of(db, "x STRING, a INT, b STRING, y TINYINT"));
        LookupJobs.stream(
                env, "b, a", "('b1', 1), ('b2', 1), ('b1', 2), (CAST(NULL AS STRING), 2)");

        String on = " FROM s JOIN t FOR SYSTEM_TIME AS OF s.p ON s.a = t.a AND ";
        assertThat(rows("SELECT y" + on + "s.b = t.b")).containsExactly("1", "2");
        assertThat(rows("SELECT x, y" + on + "t.b = 'b2'")).hasSize(2).containsOnly("x2, 2");
        assertThat(rows("SELECT x" + on + "t.y + 0 < 2")).containsExactly("x1", "x1");
    }

    @Test
    void readsQueriesAndVirtualColumns() {
        LookupJobs.create(db, 5);
        env.executeSql(
                SqlTable.of(db, "half BIGINT, name STRING")
                        .without("table-name")
                        .with("scan.query", "SELECT intDiv(k, 2) AS half, name FROM t -- all")
                        .ddl("q"));
        env.executeSql(
                SqlTable.of(db, "k BIGINT, part STRING METADATA FROM '_part' VIRTUAL").ddl("t"));
        LookupJobs.stream(env, "k", "(1)");
        assertThat(rows("SELECT name FROM s JOIN q FOR SYSTEM_TIME AS OF s.p ON s.k = q.half"))
                .containsExactly("n2", "n3");
        assertThat(rows("SELECT part" + JOIN)).containsExactly("all_1_1_0");
    }

    @Test
    void keysInsideATuple() {
        db.execute("CREATE TABLE t (r Tuple(a Int32, b String), n Int32) ENGINE = Memory");
        db.execute("INSERT INTO t VALUES ((1, 'x'), 1), ((2, 'y'), 2)");
        declare(SqlTable.of(db, "r ROW<a INT, b STRING>, n INT"));
        LookupJobs.stream(env, "k", "(2)");
        assertThat(rows("SELECT n FROM s JOIN t FOR SYSTEM_TIME AS OF s.p ON s.k = t.r.a"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "j STRING | j | Cannot look up rows of ClickHouse table | JSON or Dynamic",
                "r ROW<a INT> | r | by column 'r': values of type Tuple | cannot be compared",
            })
    void columnsThatAreNoKeys(String column, String name, String message, String more) {
        db.execute("CREATE TABLE t (r Tuple(a Int32), j JSON) ENGINE = Memory");
        declare(SqlTable.of(db, column));
        LookupJobs.stream(env, name, name.equals("j") ? "('{}')" : "(CAST(ROW(1) AS ROW<a INT>))");
        assertThatThrownBy(() -> env.explainSql("SELECT 1" + JOIN.replace(".k", "." + name)))
                .hasStackTraceContaining(message)
                .hasStackTraceContaining(more);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lookup.batch.max-keys | 0 | 'lookup.batch.max-keys' is '0'",
                "lookup.max-retries | -1 | 'lookup.max-retries' is '-1'; give 0 or more",
                "lookup.async | maybe | 'lookup.async' is 'maybe'; give 'true' or 'false'",
                "lookup.cache | SOME | 'lookup.cache' is 'SOME'; give one of 'full', 'none', 'partial'",
                "lookup.cache | PARTIAL | Missing 'lookup.partial-cache.expire-after-access'",
                "lookup.cache | FULL | lookup.full-cache.periodic-reload.interval",
                "lookup.partial-cache.max-rows | 5 | Set 'lookup.cache' to 'PARTIAL', or remove",
                "lookup.full-cache.timed-reload.iso-time | 10:15 | Set 'lookup.cache' to 'FULL'",
                "lookup.cache.ttl | 5 s | Did you mean 'lookup.partial-cache.expire-after-write'?",
            })
    void wrongOptions(String option, String value, String message) {
        declare(LookupJobs.table(db).with(option, value));
        LookupJobs.stream(env, "k", "(1)");
        assertThatThrownBy(() -> env.explainSql("SELECT name" + JOIN))
                .hasStackTraceContaining(message);
    }

    @Test
    void aFullCacheDoesNotCompareFloatingPointNumbers() {
        db.execute("CREATE TABLE t (k Float64, name String) ENGINE = MergeTree ORDER BY k");
        declare(
                SqlTable.of(db, "k DOUBLE, name STRING")
                        .with("lookup.cache", "FULL")
                        .with("lookup.full-cache.periodic-reload.interval", "1 h"));
        LookupJobs.stream(env, "k", "(CAST(0 AS DOUBLE))");
        assertThatThrownBy(() -> env.explainSql("SELECT name" + JOIN))
                .hasStackTraceContaining(
                        "by column 'k' of type DOUBLE with 'lookup.cache' = 'FULL'")
                .hasStackTraceContaining("Set 'lookup.cache' to 'PARTIAL'");
    }

    @Test
    void aTableWithATopicHasNoLookupOptions() {
        declare(
                LookupJobs.table(db)
                        .with("topic", "a")
                        .with("properties.bootstrap.servers", "localhost:1")
                        .with("format", "json")
                        .with("lookup.async", "true"));
        assertThatThrownBy(() -> env.explainSql("SELECT * FROM t"))
                .hasStackTraceContaining(
                        "'lookup.async' is an option for reading ClickHouse, but a table with 'topic'");
    }

    /** Each of the four subtasks gets about a quarter of the keys. */
    @Test
    void equalKeysMeetInOneSubtask() {
        LookupJobs.create(db, 100);
        declare(LookupJobs.table(db));
        LookupJobs.numbers(env, 100);
        env.getConfig().set("parallelism.default", "4");
        String shuffled = "SELECT /*+ LOOKUP('table'='t', 'shuffle'='true') */ name" + JOIN;
        assertThat(env.explainSql(shuffled)).contains("shuffle=[true]");
        assertThat(rows(shuffled)).hasSize(100).contains("n0", "n99");
        KeyPartitioner partitioner = new KeyPartitioner();
        int[] keys = new int[4];
        for (long key = 0; key < 1_000; key++) {
            keys[partitioner.partition(GenericRowData.of(key * 4), 4)]++;
        }
        assertThat(Arrays.stream(keys).min().getAsInt()).isGreaterThan(200);
        assertThat(partitioner.partition(GenericRowData.of(0d, null), 4))
                .isEqualTo(partitioner.partition(GenericRowData.of(-0d, null), 4));
    }

    @Test
    void slowKeysAreToldAtPlanning() {
        LookupJobs.create(db, 1);
        declare(LookupJobs.table(db));
        LookupJobs.stream(env, "name, k", "('n0', 0)");
        String slow = "SELECT t.k" + JOIN.replace(".k", ".name");
        try (SeenLogs logs = SeenLogs.start()) {
            env.explainSql("SELECT t.name" + JOIN);
            assertThat(logs.text()).doesNotContain("reads all rows");
            assertThat(rows(slow)).containsExactly("0");
            assertThat(logs.text().split("WARN Each query of the lookup join by \\[name\\]"))
                    .hasSizeBetween(2, 3);
        }
    }

    private void declare(SqlTable table) {
        env.executeSql(table.ddl("t"));
    }

    private List<String> rows(String query) {
        return LookupJobs.rows(env, query);
    }
}
