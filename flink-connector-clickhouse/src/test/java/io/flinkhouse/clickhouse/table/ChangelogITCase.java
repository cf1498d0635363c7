// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests changelogs from the planner into each engine. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
class ChangelogITCase {

    private static final String COLUMNS =
            "k STRING NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED";
    private static final String GROUPED =
            "INSERT INTO sink SELECT * FROM (SELECT w, COUNT(*) AS n FROM words GROUP BY w) ";

    private static final String UPDATABLE =
            " SETTINGS enable_block_number_column = 1, enable_block_offset_column = 1";

    private ClickHouseDatabase db;
    private StreamTableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        StreamExecutionEnvironment streams =
                new StreamExecutionEnvironment(MiniFlink.configuration());
        streams.setParallelism(2);
        env = StreamTableEnvironment.create(streams);
        env.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
    }

    @Test
    void replacingShowsTheLastCountOfEachWord() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, ver UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(ver, gone) ORDER BY k");
        countWords();
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("a", "3"), List.of("b", "1"));
        assertThat(db.query("SELECT min(ver) > 1700000000000000, max(gone) FROM t"))
                .containsExactly(List.of("1", "0"));
    }

    @Test
    void collapsingSumsToTheLastCountOfEachWord() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, `the sign` Int8) ENGINE ="
                        + " CollapsingMergeTree(`the sign`) ORDER BY k");
        countWords();
        String sums = "SELECT k, sum(n * `the sign`), sum(`the sign`) FROM t GROUP BY k ORDER BY k";
        assertThat(db.query(sums)).containsExactly(List.of("a", "3", "1"), List.of("b", "1", "1"));
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("a", "3"), List.of("b", "1"));
    }

    /** Inserts, updates, deletes and inserts of the same key again, all in one batch. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            # what happens                             | more columns           | engine                                | options                              | rows in the end
            marks hide rows, and inserts show them     | ver UInt64, gone UInt8 | ReplacingMergeTree(ver, gone)         |                                      | back 4, kept 2
            a version of the schema decides            | gone UInt8             | ReplacingMergeTree(n, gone)           |                                      | back 4, kept 2
            without a mark, a statement deletes        |                        | ReplacingMergeTree                    | delete lightweight-delete            | back 4, kept 2
            ignored deletes leave the row              | v UInt64               | ReplacingMergeTree(v)                 | delete ignore                        | back 4, gone 3, kept 2
            a sign cancels what is deleted             | sign Int8              | CollapsingMergeTree(sign)             |                                      | back 4, kept 2
            a sign cancels by the version of the row   | sign Int8              | VersionedCollapsingMergeTree(sign, n) |                                      | back 4, kept 2
            statements stand in order with inserts     |                        | MergeTree updatable                   | delete lightweight-delete, update lightweight-update | back 4, kept 2
            """)
    void everyChangeOfAKeyCounts(
            String what, String columns, String engine, String options, String rows)
            throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64"
                        + (columns == null ? "" : ", " + columns)
                        + ") ENGINE = "
                        + engine.replace(" updatable", "")
                        + " ORDER BY k"
                        + (engine.endsWith(" updatable") ? UPDATABLE : ""));
        writeTraps(options == null ? new String[0] : optionsOf(options));
        String last = engine.startsWith("MergeTree") ? "" : " FINAL";
        assertThat(db.query("SELECT k, n FROM t" + last + " ORDER BY k"))
                .extracting(row -> String.join(" ", row))
                .containsExactly(rows.split(", "));
    }

    @Test
    void signsOfWhatIsDeletedAddUpToNothing() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, sign Int8) ENGINE = CollapsingMergeTree(sign)"
                        + " ORDER BY k");
        writeTraps();
        assertThat(
                        db.query(
                                "SELECT k, sum(n * sign) FROM t GROUP BY k HAVING sum(sign) > 0 ORDER BY k"))
                .containsExactly(List.of("back", "4"), List.of("kept", "2"));
    }

    @Test
    void lightweightDeletesStandInOrderWithInserts() throws Exception {
        db.execute("CREATE TABLE t (k String, n Int64) ENGINE = MergeTree ORDER BY k");
        changes(
                Row.ofKind(RowKind.INSERT, "back", 1L),
                Row.ofKind(RowKind.INSERT, "it's \\", 1L),
                Row.ofKind(RowKind.DELETE, "back", 1L),
                Row.ofKind(RowKind.INSERT, "gone", 3L),
                Row.ofKind(RowKind.INSERT, "back", 4L),
                Row.ofKind(RowKind.DELETE, "gone", 3L),
                Row.ofKind(RowKind.DELETE, "it's \\", 1L),
                Row.ofKind(RowKind.INSERT, "kept", 2L));
        write("sink.delete-mode", "lightweight-delete", "sink.update-mode", "insert");
        assertThat(db.query("SELECT k, n FROM t ORDER BY k"))
                .containsExactly(List.of("back", "4"), List.of("kept", "2"));
    }

    /** The planner gives the row before an update then, and nothing after it. */
    @Test
    void anUpdateThatAFilterTakesOutIsADelete() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, ver UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(ver, gone) ORDER BY k");
        countWords("WHERE n < 3");
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("b", "1"));
    }

    @Test
    void anUpdateThatAFilterTakesOutIsNotLostWhereDeletesAreRefused() {
        db.execute(
                "CREATE TABLE t (k String, n Int64, v UInt64) ENGINE = ReplacingMergeTree(v) ORDER BY k");
        assertThatThrownBy(() -> countWords("WHERE n < 3"))
                .rootCause()
                .hasMessageContaining("Cannot write a row of kind UPDATE_BEFORE to")
                .hasMessageContaining("a delete that Flink does not announce")
                .hasMessageContaining("'sink.delete-mode' = 'ignore'");
    }

    @Test
    void coalescingKeepsWhatIsNotGiven() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, a Nullable(Int64), b Nullable(Int64)) ENGINE ="
                        + " CoalescingMergeTree ORDER BY k");
        env.executeSql(
                SqlTable.of(
                                db,
                                "k STRING NOT NULL, a BIGINT, b BIGINT, PRIMARY KEY (k) NOT ENFORCED")
                        .ddl("sink"));
        env.executeSql("INSERT INTO sink VALUES ('x', 1, CAST(NULL AS BIGINT))").await();
        env.executeSql("INSERT INTO sink VALUES ('x', CAST(NULL AS BIGINT), 2)").await();
        assertThat(db.query("SELECT k, a, b FROM t FINAL")).containsExactly(List.of("x", "1", "2"));
    }

    @Test
    void versionsGoOnAboveWhatTheTableHolds() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, ver Int64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(ver, gone) ORDER BY k");
        db.execute("INSERT INTO t VALUES ('a', -1, 9000000000000000000, 0)");
        countWords();
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("a", "3"), List.of("b", "1"));
    }

    /** {@code delete ignore, update insert} as options. */
    private static String[] optionsOf(String modes) {
        return Stream.of(modes.split(", "))
                .flatMap(mode -> Stream.of(("sink." + mode.replace(" ", "-mode ")).split(" ")))
                .toArray(String[]::new);
    }

    /** INSERT, UPDATE, DELETE, INSERT of one key in one batch, and what may stand around it. */
    private void writeTraps(String... options) throws Exception {
        changes(
                Row.ofKind(RowKind.INSERT, "back", 1L),
                Row.ofKind(RowKind.INSERT, "kept", 1L),
                Row.ofKind(RowKind.UPDATE_BEFORE, "back", 1L),
                Row.ofKind(RowKind.UPDATE_AFTER, "back", 2L),
                Row.ofKind(RowKind.UPDATE_BEFORE, "kept", 1L),
                Row.ofKind(RowKind.UPDATE_AFTER, "kept", 2L),
                Row.ofKind(RowKind.DELETE, "back", 2L),
                Row.ofKind(RowKind.INSERT, "gone", 3L),
                Row.ofKind(RowKind.INSERT, "back", 4L),
                Row.ofKind(RowKind.DELETE, "gone", 3L));
        write(options);
    }

    private void write(String... options) throws Exception {
        SqlTable table = SqlTable.of(db, COLUMNS);
        for (int i = 0; i < options.length; i += 2) {
            table.with(options[i], options[i + 1]);
        }
        env.executeSql(table.ddl("sink"));
        env.executeSql("INSERT INTO sink SELECT * FROM changes").await();
    }

    private void changes(Row... rows) {
        StreamExecutionEnvironment streams =
                new StreamExecutionEnvironment(MiniFlink.configuration());
        streams.setParallelism(1);
        env = StreamTableEnvironment.create(streams);
        env.getConfig().set("table.exec.sink.upsert-materialize", "NONE");
        Schema schema =
                Schema.newBuilder()
                        .column("k", "STRING NOT NULL")
                        .column("n", "BIGINT NOT NULL")
                        .primaryKey("k")
                        .build();
        env.createTemporaryView(
                "changes",
                env.fromChangelogStream(
                        streams.fromData(
                                Types.ROW_NAMED(new String[] {"k", "n"}, Types.STRING, Types.LONG),
                                rows),
                        schema,
                        ChangelogMode.all()));
    }

    private void countWords() throws Exception {
        countWords("");
    }

    private void countWords(String filter) throws Exception {
        env.executeSql(SqlTable.of(db, COLUMNS).ddl("sink"));
        env.executeSql(
                "CREATE TEMPORARY VIEW words AS SELECT * FROM (VALUES ('a'), ('b'), ('a'), ('a')) AS"
                        + " v (w)");
        env.executeSql(GROUPED + filter).await();
    }
}
