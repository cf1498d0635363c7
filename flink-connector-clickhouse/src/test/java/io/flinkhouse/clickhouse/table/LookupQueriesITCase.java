// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

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

/** Tests by which queries a lookup join finds its rows. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(120)
class LookupQueriesITCase {

    private static final String JOIN = " FROM s JOIN t FOR SYSTEM_TIME AS OF s.p ON s.k = t.k";
    private static final String LEFT = JOIN.replace("JOIN", "LEFT JOIN");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase database) {
        db = database;
        env = LookupJobs.streaming();
    }

    @Test
    void keysThatWaitAreAskedForTogether() {
        LookupJobs.create(db, 9_000);
        declare(LookupJobs.table(db));
        LookupJobs.numbers(env, 10_000);
        env.getConfig().set("table.exec.async-lookup.buffer-capacity", "1000");

        List<String> rows = rows("SELECT s.k, name" + LEFT);
        assertThat(rows).hasSize(10_000).contains("0, n0", "8999, n8999", "9000, null");
        assertThat(rows).filteredOn(row -> row.endsWith("null")).hasSize(1_000);
        List<String> queries = LoggedStatements.reads(db, "t");
        assertThat(queries).hasSizeBetween(10, 200);
    }

    @Test
    void aBatchHasAtMostSoManyKeys() {
        LookupJobs.create(db, 100);
        declare(LookupJobs.table(db).with("lookup.batch.max-keys", "7"));
        LookupJobs.numbers(env, 100);

        assertThat(rows("SELECT s.k, name" + JOIN)).hasSize(100);
        assertThat(LoggedStatements.reads(db, "t"))
                .hasSizeGreaterThanOrEqualTo(100 / 7)
                .allSatisfy(query -> assertThat(query.split("', '")).hasSizeLessThan(8));
    }

    @Test
    void nullEqualUnfitAndManyKeys() {
        db.execute("CREATE TABLE t (k Int8, name Nullable(String)) ENGINE = MergeTree ORDER BY k");
        db.execute("INSERT INTO t SELECT number, toString(number) FROM numbers(100)");
        declare(SqlTable.of(db, "k INT, name STRING"));
        env.getConfig().set("table.exec.async-lookup.buffer-capacity", "10000");
        env.executeSql(
                "CREATE TABLE source (n BIGINT) WITH ('connector' = 'datagen', 'fields.n.kind' ="
                        + " 'sequence', 'fields.n.start' = '0', 'fields.n.end' = '9999')");
        env.executeSql(
                "CREATE TEMPORARY VIEW s AS SELECT CASE WHEN n < 9000 THEN CAST(MOD(n, 100) AS INT)"
                        + " WHEN n < 9500 THEN CAST(NULL AS INT) ELSE 300 END AS k, PROCTIME() AS p"
                        + " FROM source");

        assertThat(rows("SELECT name" + JOIN)).hasSize(9_000).contains("44");
        assertThat(rows("SELECT name" + LEFT)).hasSize(10_000).contains("null");
        List<String> queries = LoggedStatements.reads(db, "t");
        assertThat(queries)
                .hasSizeLessThan(200)
                .allSatisfy(query -> assertThat(query.split("'99'")).hasSizeLessThan(3))
                .noneMatch(query -> query.contains("300") || query.contains("NULL"));
    }

    @Test
    void conditionsAreThoseOfEachLookup() {
        LookupJobs.create(db, 10);
        declare(LookupJobs.table(db).with("scan.filter", "k <> 6"));
        LookupJobs.stream(env, "k", "(1), (5), (6)");

        assertThat(rows("SELECT name" + JOIN + " WHERE t.name > 'n3'")).containsExactly("n5");
        assertThat(LoggedStatements.reads(db, "t"))
                .isNotEmpty()
                .allMatch(query -> query.contains("`name` > 'n3'") && query.contains("k <> 6"));
    }

    @ParameterizedTest
    @CsvSource({"true, true, 3", "true, false, 3", "false, true, 3", "false, false, 5"})
    void aPartialCacheAsksOnceForEachKey(boolean async, boolean missing, int queries) {
        LookupJobs.create(db, 2);
        declare(
                LookupJobs.table(db)
                        .with("lookup.async", Boolean.toString(async))
                        .with("lookup.cache", "PARTIAL")
                        .with("lookup.partial-cache.max-rows", "100")
                        .with("lookup.partial-cache.cache-missing-key", Boolean.toString(missing)));
        LookupJobs.stream(env, "k", "(0), (1), (9), (0), (1), (9), (0), (1), (9)");

        assertThat(rows("SELECT s.k, name" + LEFT))
                .containsExactly(
                        "0, n0", "0, n0", "0, n0", "1, n1", "1, n1", "1, n1", "9, null", "9, null",
                        "9, null");
        assertThat(LoggedStatements.reads(db, "t")).hasSizeBetween(1, queries);
    }

    @Test
    void aFullCacheHasAllRowsOfTheConditions() {
        LookupJobs.create(db, 20_000);
        db.execute("INSERT INTO t VALUES (1, 'more')");
        declare(
                LookupJobs.full(LookupJobs.table(db))
                        .with("scan.filter", "k <> 2")
                        .with("scan.split.size", "1 kb"));
        LookupJobs.stream(env, "k", "(1), (2), (3), (19999), (CAST(NULL AS INT)), (20000)");

        assertThat(rows("SELECT name" + JOIN)).containsExactly("more", "n1", "n19999", "n3");
        assertThat(rows("SELECT name" + JOIN + " WHERE name < 'n2'"))
                .containsExactly("more", "n1", "n19999");
        assertThat(LoggedStatements.reads(db, "t"))
                .isNotEmpty()
                .noneMatch(query -> query.contains(" IN ("));
    }

    /** A row that comes later is found when a hint asks for another try. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMissIsTriedAgainWhereAHintSaysSo(boolean async) throws Exception {
        LookupJobs.create(db, 1);
        declare(LookupJobs.table(db).with("lookup.async", Boolean.toString(async)));
        LookupJobs.stream(env, "k", "(5)");
        String hint =
                "SELECT /*+ LOOKUP('table'='t', 'retry-predicate'='lookup_miss',"
                        + " 'retry-strategy'='fixed_delay', 'fixed-delay'='100 ms',"
                        + " 'max-attempts'='600') */ name";
        try (CloseableIterator<Row> found = env.executeSql(hint + JOIN).collect()) {
            Await.until("two tries", PATIENCE, () -> LoggedStatements.reads(db, "t").size() > 1);
            db.execute("INSERT INTO t VALUES (5, 'late')");
            assertThat(found.next().getField(0)).isEqualTo("late");
        }
    }

    private void declare(SqlTable table) {
        env.executeSql(table.ddl("t"));
    }

    private List<String> rows(String query) {
        return LookupJobs.rows(env, query);
    }
}
