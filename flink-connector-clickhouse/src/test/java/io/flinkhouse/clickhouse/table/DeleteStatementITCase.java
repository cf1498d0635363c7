// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests DELETE and TRUNCATE in batch mode. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class DeleteStatementITCase {

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = SqlTable.inBatchMode();
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, s STRING, d DATE, p DECIMAL(9, 2), w"
                                        + " TIMESTAMP(3), z TIMESTAMP_LTZ(3), f DOUBLE NOT NULL, g FLOAT NOT NULL, e STRING NOT NULL")
                        .ddl("sink"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "id = 2 | 1,3",
                "id <> 2 | 2",
                "id < 2 OR id >= 3 | 2",
                "id BETWEEN 2 AND 3 | 1",
                "id IN (1, 3) | 2",
                "NOT (id = 1) | 1",
                "s IS NULL | 1,2",
                "s IS NOT NULL AND id > 1 | 1,3",
                "s = 'it''s \\' | 1,3",
                "d = DATE '2026-01-02' | 1,3",
                "p > 1.5 | 1",
                "w = TIMESTAMP '2026-01-02 03:04:05.678' | 1,3",
                "z >= TO_TIMESTAMP_LTZ(1767322800000, 3) | 1,3",
                "f > 0.15 | 1",
                "g = CAST(0.1 AS FLOAT) | 2,3",
                "s > 'b' | 1,3",
                "e = 'low' | 2,3",
                "e < 'low' | 1",
                "1 = 1 | -",
            })
    void deletesWhatTheFilterSays(String filter, String left) throws Exception {
        createTable();
        env.executeSql("DELETE FROM sink WHERE " + filter).await();
        assertThat(
                        db.query(
                                "SELECT arrayStringConcat(groupArray(id), ',') FROM (SELECT id FROM t ORDER BY id)"))
                .containsExactly(List.of(left.replace("-", "")));
    }

    @Test
    void deletesAll() throws Exception {
        createTable();
        env.executeSql("DELETE FROM sink").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @Test
    void truncates() throws Exception {
        createTable();
        env.executeSql("TRUNCATE TABLE sink").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    /** Deleting the last row of a key alone would show the one before. */
    @Test
    void deletesAllRowsOfAKeyWhereTheEngineReplaces() throws Exception {
        db.execute(
                "CREATE TABLE r (id Int64, n Int64, v UInt64) ENGINE = ReplacingMergeTree(v) ORDER BY"
                        + " id");
        db.execute("INSERT INTO r VALUES (1, 5, 1), (2, 2, 1)");
        db.execute("INSERT INTO r VALUES (1, 2, 2), (2, 5, 2)");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (id) NOT"
                                        + " ENFORCED")
                        .with("table-name", "r")
                        .ddl("replacing"));
        env.executeSql("DELETE FROM replacing WHERE n = 2").await();
        assertThat(db.query("SELECT id, n FROM r FINAL")).containsExactly(List.of("2", "5"));
    }

    @Test
    void saysWhichDeletesCannotBe() {
        createTable();
        assertThatThrownBy(() -> env.executeSql("DELETE FROM sink WHERE s LIKE '_x'"))
                .hasMessageContaining("cannot be deleted one by one, as this WHERE needs it")
                .hasMessageContaining("The Flink table has no primary key");
    }

    /** The server has more names of zones than Java. */
    @Test
    void wallClocksOfAZoneThatJavaNamesOtherwiseAreThoseOfTheServer() throws Exception {
        db.execute("CREATE TABLE t (id Int64, at DateTime('EST')) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (1, 1000000000), (2, 1000000001)");
        env.executeSql("DROP TABLE sink");
        env.executeSql(
                SqlTable.of(db, "id BIGINT NOT NULL, `at` TIMESTAMP(0) NOT NULL").ddl("sink"));
        env.executeSql("DELETE FROM sink WHERE `at` = TIMESTAMP '2001-09-08 20:46:40'").await();
        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("2"));
    }

    @Test
    void aTextThatIsNoUuidEqualsNone() throws Exception {
        db.execute("CREATE TABLE t (id Int64, s Nullable(UUID)) ENGINE = MergeTree ORDER BY id");
        db.execute("INSERT INTO t VALUES (1, generateUUIDv4())");
        env.executeSql("DROP TABLE sink");
        env.executeSql(SqlTable.of(db, "id BIGINT NOT NULL, s STRING").ddl("sink"));
        env.executeSql("DELETE FROM sink WHERE s = 'abc'").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("1"));
        env.executeSql("DELETE FROM sink WHERE id = 1").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @Test
    void aFilterThatFailsIsNoMutation() throws Exception {
        createTable();
        env.executeSql("DROP TABLE sink");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, s STRING, f DOUBLE NOT NULL, g FLOAT NOT NULL, e"
                                        + " STRING NOT NULL")
                        .with("settings.max_rows_to_read", "2")
                        .ddl("sink"));
        assertThatThrownBy(() -> env.executeSql("DELETE FROM sink WHERE s = 'a'").await())
                .hasNoCause()
                .hasMessageStartingWith("ClickHouse table `" + db.name() + "`.`t`: ClickHouse at ")
                .hasMessageContaining("Limit for rows");
        assertThat(
                        db.query(
                                "SELECT count() FROM system.mutations WHERE database = '"
                                        + db.name()
                                        + "'"))
                .containsExactly(List.of("0"));
    }

    /** All rows have the same key then. */
    @Test
    void deletesWhereTheSortingKeyIsEmpty() throws Exception {
        assertThat(leftOf("ORDER BY tuple()", "DELETE FROM keyed WHERE n = 1")).isEqualTo("1");
        assertThat(leftOf("ORDER BY tuple()", "DELETE FROM keyed WHERE n = 2")).isEqualTo("0");
    }

    @Test
    void refusesAKeyThatMayBeNull() {
        assertThatThrownBy(
                        () ->
                                leftOf(
                                        "ORDER BY k SETTINGS allow_nullable_key = 1",
                                        "DELETE FROM keyed WHERE n = 1"))
                .hasMessageContaining("Column 'k' Nullable(String) is part of ORDER BY of")
                .hasMessageContaining("Run the DELETE in ClickHouse");
    }

    private String leftOf(String keys, String statement) throws Exception {
        db.execute("DROP TABLE IF EXISTS k");
        db.execute(
                "CREATE TABLE k (k Nullable(String), n Int64) ENGINE = ReplacingMergeTree " + keys);
        db.execute("INSERT INTO k VALUES ('a', 1)");
        db.execute("INSERT INTO k VALUES ('a', 2)");
        env.executeSql("DROP TABLE IF EXISTS keyed");
        env.executeSql(
                SqlTable.of(db, "k STRING, n BIGINT NOT NULL")
                        .with("table-name", "k")
                        .ddl("keyed"));
        env.executeSql(statement).await();
        return db.query("SELECT count() FROM k FINAL").get(0).get(0);
    }

    @Test
    void messagesHaveNoColumnsToSpeakOf() throws Exception {
        createTable();
        env.executeSql("DROP TABLE sink");
        env.executeSql(
                SqlTable.of(db, "m STRING").with("sink.input-format", "JSONEachRow").ddl("sink"));
        assertThatThrownBy(() -> env.executeSql("DELETE FROM sink WHERE m = 'x'"))
                .hasMessageContaining("With 'sink.input-format' Flink does not know the columns");
        env.executeSql("TRUNCATE TABLE sink").await();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    private void createTable() {
        db.execute(
                "CREATE TABLE t (id Int64, s Nullable(String), d Nullable(Date), p Nullable(Decimal(9,"
                        + " 2)), w Nullable(DateTime64(3)), z Nullable(DateTime64(3)), f Float64, g Float32,"
                        + " e Enum8('low' = 1, 'high' = 2)) ENGINE = MergeTree ORDER BY id");
        db.execute(
                "INSERT INTO t VALUES (1, 'a', '2026-01-01', 1.5, '2026-01-01 00:00:00', '2026-01-01"
                        + " 00:00:00', 0.1, 0.1, 'low'), (2, 'it\\'s \\\\', '2026-01-02', 2.5, '2026-01-02 03:04:05.678',"
                        + " '2026-01-02 03:04:05.678', 0.2, 0.2, 'high'), (3, NULL, NULL, 3, NULL, NULL,"
                        + " 0.3, 0.3, 'high')");
    }
}
