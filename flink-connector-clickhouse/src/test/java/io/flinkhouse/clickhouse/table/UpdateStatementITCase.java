// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.api.TableEnvironment;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests UPDATE, and DELETEs that the server cannot run, in batch mode. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class UpdateStatementITCase {

    private static final String COLUMNS =
            "id BIGINT NOT NULL, n BIGINT, s STRING, PRIMARY KEY (id) NOT ENFORCED";
    private static final String ROWS = "SELECT id, n, s FROM t FINAL ORDER BY id";
    private static final String UPDATES =
            " SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1";

    @TempDir private Path spool;

    private ClickHouseDatabase db;
    private TableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        env = SqlTable.inBatchMode();
    }

    private void create(String columns, String engine) {
        db.execute(
                "CREATE TABLE t (id Int64, n Nullable(Int64), s Nullable(String)"
                        + columns
                        + ") ENGINE = "
                        + engine);
        env.executeSql(SqlTable.of(db, COLUMNS).ddl("t"));
    }

    private void fill() {
        db.execute("INSERT INTO t (id, n, s) VALUES (1, 10, 'a'), (2, 20, 'b'), (3, 30, NULL)");
        db.execute("INSERT INTO t (id, n, s) VALUES (4, 40, 'd')");
    }

    private void run(String statement) throws Exception {
        env.executeSql(statement).await();
    }

    private void rowsAre(String... rows) {
        assertThat(
                        db.query(ROWS).stream()
                                .map(
                                        row ->
                                                String.join(
                                                        ",",
                                                        row.stream()
                                                                .map(String::valueOf)
                                                                .toList())))
                .containsExactly(rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                ", v UInt64 DEFAULT 1, gone UInt8 | ReplacingMergeTree(v, gone) ORDER BY id",
                ", v UInt64 DEFAULT 1 | ReplacingMergeTree(v) ORDER BY id",
                "## | ReplacingMergeTree ORDER BY id",
                ", sign Int8 DEFAULT 1 | CollapsingMergeTree(sign) ORDER BY id",
                "## | CoalescingMergeTree ORDER BY id",
            })
    void setsColumnsOfTheRowsThatTheConditionNames(String columns, String engine) throws Exception {
        create(columns, engine);
        fill();
        run("UPDATE t SET n = n + 1, s = UPPER(s) || CAST(n AS STRING) WHERE id IN (2, 4)");
        rowsAre("1,10,a", "2,21,B20", "3,30,null", "4,41,D40");
        run("UPDATE t SET s = 'all' WHERE n > 10 AND (s LIKE 'B%' OR CHAR_LENGTH(s) IS NULL)");
        rowsAre("1,10,a", "2,21,all", "3,30,all", "4,41,D40");
    }

    @Test
    void aVersionOfTheTableIsKeptUnlessItIsSet() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, n Nullable(Int64), s Nullable(String), v UInt32) ENGINE ="
                        + " ReplacingMergeTree(v) ORDER BY id");
        env.executeSql(
                SqlTable.of(db, COLUMNS.replace("s STRING", "s STRING, v BIGINT NOT NULL"))
                        .ddl("t"));
        run("INSERT INTO t VALUES (1, 10, 'a', 5), (2, 20, 'b', 5)");
        run("UPDATE t SET n = 11 WHERE id = 1");
        run("UPDATE t SET n = 21, v = v + 1 WHERE id = 2");
        assertThat(db.query("SELECT id, n, v FROM t FINAL ORDER BY id"))
                .containsExactly(List.of("1", "11", "5"), List.of("2", "21", "6"));
    }

    @Test
    void aRowThatWasReplacedIsNotMeant() throws Exception {
        create(", v UInt64, gone UInt8", "ReplacingMergeTree(v, gone) ORDER BY id");
        db.execute("SYSTEM STOP MERGES t");
        db.execute("INSERT INTO t VALUES (1, 10, 'old', 1, 0), (2, 20, 'old', 1, 0)");
        db.execute("INSERT INTO t VALUES (1, 11, 'new', 2, 0), (2, 20, 'old', 2, 1)");
        run("UPDATE t SET n = n + 1 WHERE s = 'old' OR n > 10");
        run("UPDATE t SET n = 0 WHERE CHAR_LENGTH(s) = 3 AND s LIKE 'o%'");
        rowsAre("1,12,new");
    }

    /** The row that was is cancelled with its own values, also of the sorting key. */
    @Test
    void cancelsTheRowAsItWas() throws Exception {
        db.execute(
                "CREATE TABLE t (id Int64, n Nullable(Int64), s Nullable(String), v UInt32, sign Int8)"
                        + " ENGINE = VersionedCollapsingMergeTree(sign, v) ORDER BY id");
        env.executeSql(
                SqlTable.of(db, COLUMNS.replace("s STRING", "s STRING, v BIGINT NOT NULL"))
                        .ddl("t"));
        run("INSERT INTO t VALUES (1, 10, 'a', 1), (2, 20, 'b', 1)");
        run("UPDATE t SET n = 11, v = 2 WHERE id = 1");
        rowsAre("1,11,a", "2,20,b");
        assertThat(db.query("SELECT sum(sign), sum(sign * n), sum(sign * v) FROM t"))
                .containsExactly(List.of("2", "31", "3"));
    }

    @Test
    void plainTablesAreUpdatedByKey() throws Exception {
        create(", other String DEFAULT 'kept'", "MergeTree ORDER BY id" + UPDATES);
        db.execute(
                "INSERT INTO t (id, n, s) VALUES (1, 10, 'a'), (2, 20, 'it\\'s'), (3, 30, NULL)");
        run("UPDATE t SET n = n * 2 WHERE s IS NULL OR id = 2");
        assertThat(db.query("SELECT id, n, s, other FROM t ORDER BY id"))
                .hasToString("[[1, 10, a, kept], [2, 40, it's, kept], [3, 60, null, kept]]");
    }

    @Test
    void rowsOfOneKeyAreNotMixedUp() throws Exception {
        create("", "MergeTree ORDER BY n SETTINGS allow_nullable_key = 1," + UPDATES.substring(9));
        db.execute("INSERT INTO t VALUES (1, 10, 'a'), (1, 11, 'b'), (2, 20, 'c')");
        assertThatThrownBy(() -> run("UPDATE t SET s = UPPER(s) WHERE s = 'a'"))
                .hasStackTraceContaining(
                        "The primary key of the Flink table (id) is not unique: 1 of its values");
        assertThatThrownBy(() -> run("DELETE FROM t WHERE UPPER(s) = 'A'"))
                .hasStackTraceContaining("occur in more than one row");
        run("UPDATE t SET s = UPPER(s) WHERE s = 'c'");
        assertThat(db.query("SELECT s FROM t ORDER BY s"))
                .containsExactly(List.of("C"), List.of("a"), List.of("b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                ", v UInt64 DEFAULT 1, gone UInt8 | ReplacingMergeTree(v, gone) ORDER BY id",
                ", v UInt64 DEFAULT 1 | ReplacingMergeTree(v) ORDER BY id",
                ", sign Int8 DEFAULT 1 | CollapsingMergeTree(sign) ORDER BY id",
                "## | CoalescingMergeTree ORDER BY id",
                "## | MergeTree ORDER BY id",
            })
    void deletesByAConditionThatTheServerIsNotAsked(String columns, String engine)
            throws Exception {
        create(columns, engine);
        fill();
        run("DELETE FROM t WHERE UPPER(s) IN ('A', 'D') AND id < 4");
        boolean merges = !engine.startsWith("MergeTree");
        assertThat(db.query("SELECT id FROM t " + (merges ? "FINAL " : "") + "ORDER BY id"))
                .containsExactly(List.of("2"), List.of("3"), List.of("4"));
    }

    @Test
    void aTableThatIsAskedForInTheConditionIsReadToo() throws Exception {
        create(", v UInt64", "ReplacingMergeTree(v) ORDER BY id");
        fill();
        db.execute("CREATE TABLE chosen (id Int64) ENGINE = Memory AS SELECT 3");
        env.executeSql(SqlTable.of(db, "id BIGINT").with("table-name", "chosen").ddl("chosen"));
        run("UPDATE t SET s = 'c' WHERE id IN (SELECT id FROM chosen)");
        rowsAre("1,10,a", "2,20,b", "3,30,c", "4,40,d");
    }

    /** More than one block, and more than the client may hold at once. */
    @Test
    void readsAsManyRowsAsThereAre() throws Exception {
        create(", v UInt64", "ReplacingMergeTree(v) ORDER BY id");
        db.execute("INSERT INTO t SELECT number, number, repeat('x', 100), 1 FROM numbers(500000)");
        run("UPDATE t SET n = n + 1");
        assertThat(db.query("SELECT count(), sum(n), uniqExact(id), min(length(s)) FROM t FINAL"))
                .containsExactly(List.of("500000", "125000250000", "500000", "100"));
    }

    @Test
    void theOtherColumnsStayAsTheyAre() throws Exception {
        String columns =
                "id Int64, n Int64, b String, d Decimal(30, 9), e Enum8('x' = 1, 'y' = -2), z DateTime64(9,"
                        + " 'Europe/Berlin'), w DateTime, f Float32, u UInt64, a Array(Nullable(Int32)), m"
                        + " Map(String, Array(UInt8)), c LowCardinality(Nullable(String)), j JSON, i"
                        + " Int256, g UUID, k IPv6, y Date32";
        db.execute(
                "CREATE TABLE t ("
                        + columns
                        + ", v UInt64) ENGINE = ReplacingMergeTree(v) ORDER BY id");
        db.execute(
                "INSERT INTO t SELECT 1, 1, unhex('ff00fe'), 123456789012345678901.123456789, 'y',"
                        + " '2026-10-25 02:30:00.123456789', '2026-03-01 00:00:00', 0.1,"
                        + " 18446744073709551615, [1, NULL], map('a', [1, 2]), NULL, '{\"a\":{\"b\":1}}',"
                        + " -12345678901234567890123456789, '61f0c404-5cb3-11e7-907b-a6006ad3dba0',"
                        + " '2001:db8::1', '1925-01-01', 1");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, n BIGINT NOT NULL, b BYTES NOT NULL, d"
                                        + " DECIMAL(30, 9) NOT NULL, e STRING NOT NULL, z"
                                        + " TIMESTAMP_LTZ(9) NOT NULL, w TIMESTAMP(0) NOT NULL, f"
                                        + " FLOAT NOT NULL, u DECIMAL(20, 0) NOT NULL, a ARRAY<INT>"
                                        + " NOT NULL, m MAP<STRING NOT NULL, ARRAY<SMALLINT NOT NULL>"
                                        + " NOT NULL> NOT NULL, c STRING, j STRING NOT NULL, i STRING"
                                        + " NOT NULL, g STRING NOT NULL, k STRING NOT NULL, y DATE NOT"
                                        + " NULL, PRIMARY KEY (id) NOT ENFORCED")
                        .ddl("t"));
        String before = String.valueOf(db.query("SELECT * EXCEPT (n, v) FROM t FINAL"));
        run("UPDATE t SET n = 2");
        assertThat(db.query("SELECT * EXCEPT (n, v) FROM t FINAL")).hasToString(before);
        assertThat(db.query("SELECT n FROM t FINAL")).containsExactly(List.of("2"));
    }

    /** A value that the Flink type cannot hold would be written back changed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "DateTime64(6) | '2026-01-01 00:00:00.000001' | TIMESTAMP(3) | in 3 digits",
                "DateTime('Europe/Berlin') | toDateTime(1792891800) | TIMESTAMP(0) | clocks are set back",
                "Int64 | 5000000000 | INT | cannot hold",
            })
    void valuesThatWouldChangeAreRefused(String stored, String value, String declared, String why) {
        db.execute(
                "CREATE TABLE t (id Int64, n Int64, x "
                        + stored
                        + ", v UInt64) ENGINE = ReplacingMergeTree(v) ORDER BY id");
        db.execute("INSERT INTO t SELECT 1, 1, " + value + ", 1");
        env.executeSql(
                SqlTable.of(
                                db,
                                "id BIGINT NOT NULL, n BIGINT NOT NULL, x "
                                        + declared
                                        + " NOT NULL, PRIMARY KEY (id) NOT ENFORCED")
                        .ddl("t"));
        assertThatThrownBy(() -> run("UPDATE t SET n = 2"))
                .hasStackTraceContaining("Cannot read column 'x'")
                .hasStackTraceContaining(why);
        assertThat(db.query("SELECT n FROM t FINAL")).containsExactly(List.of("1"));
    }

    /** A keyed statement has the same effect when it is sent twice. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", v UInt64 DEFAULT 1, gone UInt8 | ReplacingMergeTree(v, gone) ORDER BY id | FINAL",
                " | MergeTree ORDER BY id SETTINGS enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1, non_replicated_deduplication_window = 100 |",
            })
    void exactlyOnceTablesAreUpdated(String columns, String engine, String merged)
            throws Exception {
        create(Objects.toString(columns, ""), engine);
        env.executeSql(
                SqlTable.of(db, COLUMNS)
                        .with("sink.semantic", "exactly-once")
                        .with("sink.exactly-once.spool-path", spool.toUri().toString())
                        .ddl("exact"));
        fill();
        run("UPDATE exact SET n = -n WHERE id > 1");
        run("DELETE FROM exact WHERE CHAR_LENGTH(s) = 1 AND id > 3");
        assertThat(db.query("SELECT id, n FROM t " + Objects.toString(merged, "") + " ORDER BY id"))
                .hasToString("[[1, 10], [2, -20], [3, -30]]");
    }

    @Test
    void whatCannotBeUpdatedIsRefusedWithTheReason() {
        create(", x String DEFAULT '', v UInt64", "ReplacingMergeTree(v) ORDER BY id");
        refused("UPDATE t SET n = 1, id = 2")
                .hasStackTraceContaining("cannot be updated one by one")
                .hasStackTraceContaining("so id cannot be set")
                .hasStackTraceContaining("the Flink table lacks x, whose values would be lost");
        recreate("", "MergeTree ORDER BY id");
        refused("UPDATE t SET n = 1").hasStackTraceContaining("enable_block_number_column = 1");
        recreate(
                "",
                "MergeTree ORDER BY (id, s) SETTINGS allow_nullable_key = 1,"
                        + UPDATES.substring(9));
        refused("UPDATE t SET s = 'x'")
                .hasStackTraceContaining("The columns s are part of ORDER BY");
        recreate("", "SummingMergeTree ORDER BY id" + UPDATES);
        refused("UPDATE t SET n = 1").hasStackTraceContaining("SummingMergeTree adds up rows");
        recreate(
                ", v UInt64",
                "ReplacingMergeTree(v) ORDER BY (id, n) SETTINGS allow_nullable_key = 1");
        refused("UPDATE t SET n = 1")
                .hasStackTraceContaining("replaces rows with the same ORDER BY");
        refused("DELETE FROM t WHERE UPPER(s) = 'A'")
                .hasStackTraceContaining("cannot be deleted one by one");
    }

    @Test
    void nullIsNoValueWhereItMeansTheOldOne() {
        create("", "CoalescingMergeTree ORDER BY id");
        fill();
        assertThatThrownBy(() -> run("UPDATE t SET s = CAST(NULL AS STRING)"))
                .hasStackTraceContaining("Column 's' cannot be set to NULL");
        rowsAre("1,10,a", "2,20,b", "3,30,null", "4,40,d");
    }

    @Test
    void tablesWithoutAKeyOrWithoutAServerAreRefused() {
        create(", v UInt64 DEFAULT 1", "ReplacingMergeTree(v) ORDER BY id");
        String keyless = COLUMNS.replace(", PRIMARY KEY (id) NOT ENFORCED", "");
        env.executeSql(SqlTable.of(db, keyless).ddl("keyless"));
        refused("UPDATE keyless SET n = 1").hasStackTraceContaining("has no primary key");
        env.executeSql(SqlTable.of(db, COLUMNS).with("sink.validate", "false").ddl("unchecked"));
        refused("UPDATE unchecked SET n = 1").hasStackTraceContaining("'sink.validate' = 'false'");
    }

    @Test
    void aTableFedByATopicIsNotReadFromThere() {
        create(", v UInt64", "ReplacingMergeTree(v) ORDER BY id");
        env.executeSql(
                SqlTable.of(db, COLUMNS)
                        .with("topic", "events")
                        .with("properties.bootstrap.servers", "unused:9092")
                        .with("scan.startup.mode", "earliest-offset")
                        .with("scan.bounded.mode", "latest-offset")
                        .with("value.format", "json")
                        .ddl("fed"));
        refused("UPDATE fed SET n = 1 WHERE id IN (SELECT id FROM t)")
                .hasStackTraceContaining("its rows are read from Kafka")
                .hasStackTraceContaining("Create another Flink table without these options");
    }

    private void recreate(String columns, String engine) {
        db.execute("DROP TABLE t");
        env.executeSql("DROP TABLE t");
        create(columns, engine);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String statement) {
        return assertThatThrownBy(() -> env.explainSql(statement));
    }
}
