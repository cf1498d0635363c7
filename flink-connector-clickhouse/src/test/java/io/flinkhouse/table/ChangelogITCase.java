// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.table;

import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;

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

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams of changes through the planner into each engine. */
@ExtendWith(ClickHouseExtension.class)
class ChangelogITCase {

    private static final String COLUMNS =
            "k STRING NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (k) NOT ENFORCED";
    private static final String GROUPED =
            "INSERT INTO sink SELECT w, COUNT(*) FROM words GROUP BY w";

    private ClickHouseDatabase db;
    private StreamTableEnvironment env;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
        StreamExecutionEnvironment streams = StreamExecutionEnvironment.getExecutionEnvironment();
        streams.setParallelism(2);
        env = StreamTableEnvironment.create(streams);
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

    @Test
    void deletesHideRowsAndReinsertsShowThemAgain() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, ver UInt64, gone UInt8) ENGINE ="
                        + " ReplacingMergeTree(ver, gone) ORDER BY k");
        writeTraps();
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("back", "4"), List.of("kept", "2"));
    }

    @Test
    void collapsingCancelsWhatIsDeleted() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, sign Int8) ENGINE = CollapsingMergeTree(sign)"
                        + " ORDER BY k");
        writeTraps();
        assertThat(
                        db.query(
                                "SELECT k, sum(n * sign) FROM t GROUP BY k HAVING sum(sign) > 0 ORDER BY k"))
                .containsExactly(List.of("back", "4"), List.of("kept", "2"));
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("back", "4"), List.of("kept", "2"));
    }

    @Test
    void versionedCollapsingCancelsByTheVersionOfTheRow() throws Exception {
        db.execute(
                "CREATE TABLE t (k String, n Int64, sign Int8) ENGINE ="
                        + " VersionedCollapsingMergeTree(sign, n) ORDER BY k");
        writeTraps();
        assertThat(db.query("SELECT k, n FROM t FINAL ORDER BY k"))
                .containsExactly(List.of("back", "4"), List.of("kept", "2"));
    }

    /** INSERT, UPDATE, DELETE, INSERT of one key in one batch, and what may stand around it. */
    private void writeTraps() throws Exception {
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
        env.executeSql(SqlTable.of(db, COLUMNS).ddl("sink"));
        env.executeSql("INSERT INTO sink SELECT * FROM changes").await();
    }

    private void changes(Row... rows) {
        StreamExecutionEnvironment streams = StreamExecutionEnvironment.getExecutionEnvironment();
        streams.setParallelism(1);
        env = StreamTableEnvironment.create(streams);
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
        env.executeSql(SqlTable.of(db, COLUMNS).ddl("sink"));
        env.executeSql(
                "CREATE TEMPORARY VIEW words AS SELECT * FROM (VALUES ('a'), ('b'), ('a'), ('a')) AS"
                        + " v (w)");
        env.executeSql(GROUPED).await();
    }
}
