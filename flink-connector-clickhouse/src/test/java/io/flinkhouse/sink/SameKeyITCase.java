// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.config.ChangelogConfig;
import io.flinkhouse.config.ChangelogInput;
import io.flinkhouse.config.DeleteMode;
import io.flinkhouse.config.UpdateMode;
import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** INSERT, UPDATE, DELETE, INSERT of one key, with everything that may come in between. */
@ExtendWith(ClickHouseExtension.class)
class SameKeyITCase {

    private static final ChangelogConfig CHANGES =
            new ChangelogConfig(
                    List.of("k"),
                    DeleteMode.LIGHTWEIGHT_DELETE,
                    UpdateMode.INSERT,
                    ChangelogInput.UPSERT);

    private enum Table {
        REPLACING("ver UInt64, gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_WITHOUT_MARK("ver UInt64", "ReplacingMergeTree(ver)"),
        REPLACING_BY_ORDER("x UInt8 DEFAULT 0", "ReplacingMergeTree"),
        COLLAPSING("sign Int8", "CollapsingMergeTree(sign)"),
        VERSIONED_COLLAPSING("sign Int8", "VersionedCollapsingMergeTree(sign, n)"),
        PLAIN("x UInt8 DEFAULT 0", "MergeTree");

        private final String column;
        private final String engine;

        Table(String column, String engine) {
            this.column = column;
            this.engine = engine;
        }

        private boolean marksDeletes() {
            return column.contains("gone") || column.contains("sign");
        }

        private void create(ClickHouseDatabase db) {
            db.execute(
                    "CREATE TABLE t (k String, n Int64, "
                            + column
                            + ") ENGINE = "
                            + engine
                            + " ORDER BY k");
            if (marksDeletes()) {
                db.execute("SYSTEM STOP MERGES t"); // which are mutations too
            }
        }
    }

    /** What happens between two changes. */
    private enum Between {
        NOTHING,
        A_FULL_BATCH,
        A_CHECKPOINT,
        A_RESTART,
        ANOTHER_SUBTASK
    }

    static Stream<List<Object>> cases() {
        return Arrays.stream(Table.values())
                .flatMap(
                        table ->
                                Arrays.stream(Between.values())
                                        .map(between -> List.<Object>of(table, between)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLastChangeWins(List<Object> parameters, ClickHouseDatabase db) throws Exception {
        Table table = (Table) parameters.get(0);
        table.create(db);
        write(
                sink(db),
                (Between) parameters.get(1),
                change(RowKind.INSERT, "back", 1),
                change(RowKind.INSERT, "gone", 1),
                change(RowKind.UPDATE_BEFORE, "back", 1),
                change(RowKind.UPDATE_AFTER, "back", 2),
                change(RowKind.DELETE, "back", 2),
                change(RowKind.UPDATE_BEFORE, "gone", 1),
                change(RowKind.UPDATE_AFTER, "gone", 5),
                change(RowKind.INSERT, "back", 3),
                change(RowKind.DELETE, "gone", 5));
        String last = table == Table.PLAIN ? "" : " FINAL";
        assertThat(db.query("SELECT k, n FROM t" + last)).containsExactly(List.of("back", "3"));
    }

    @ParameterizedTest
    @EnumSource(Table.class)
    void aChangeOfTheKeyLeavesNothingBehind(Table table, ClickHouseDatabase db) throws Exception {
        table.create(db);
        write(
                sink(db),
                Between.NOTHING,
                change(RowKind.INSERT, "old", 1),
                change(RowKind.INSERT, "other", 1),
                change(RowKind.UPDATE_BEFORE, "old", 1),
                change(RowKind.UPDATE_AFTER, "new", 2));
        String last = table == Table.PLAIN ? "" : " FINAL";
        assertThat(db.query("SELECT k, n FROM t" + last + " ORDER BY k"))
                .containsExactly(List.of("new", "2"), List.of("other", "1"));
    }

    /** What else the row holds is not known then, and its column has no NULL. */
    @Test
    void aDeleteMayCarryTheKeyAlone(ClickHouseDatabase db) throws Exception {
        Table.REPLACING.create(db);
        write(
                sink(db),
                Between.NOTHING,
                change(RowKind.INSERT, "gone", 1),
                change(RowKind.INSERT, "kept", 2),
                GenericRowData.ofKind(RowKind.DELETE, StringData.fromString("gone"), null));
        assertThat(db.query("SELECT k, n FROM t FINAL")).containsExactly(List.of("kept", "2"));
    }

    @Test
    void aKeyThatIsNotWrittenIsRefused(ClickHouseDatabase db) {
        Table.REPLACING.create(db);
        Sink<RowData> sink =
                ClickHouseSink.<RowData>builder()
                        .connection(db.connection())
                        .table(db.name(), "t")
                        .columns("n")
                        .changelog(CHANGES)
                        .rows(RowMapping.rowData())
                        .build();
        assertThatThrownBy(() -> WriterHarness.open(sink))
                .hasMessageContaining(
                        "the columns of the rows (n) are without the primary key (k)");
    }

    private static void write(Sink<RowData> sink, Between between, RowData... changes)
            throws Exception {
        List<WriterHarness<RowData>> tasks = new ArrayList<>();
        tasks.add(WriterHarness.open(sink));
        if (between == Between.ANOTHER_SUBTASK) {
            tasks.add(WriterHarness.open(sink));
        }
        for (int i = 0; i < changes.length; i++) {
            WriterHarness<RowData> task = tasks.get(i % tasks.size());
            task.write(changes[i]);
            switch (between) {
                case NOTHING -> {}
                case A_FULL_BATCH -> task.advance(Duration.ofHours(2));
                case A_CHECKPOINT, ANOTHER_SUBTASK -> task.checkpoint();
                case A_RESTART -> {
                    task.checkpoint();
                    task.closeWriter();
                    tasks.set(0, WriterHarness.open(sink));
                }
            }
        }
        for (WriterHarness<RowData> task : tasks) {
            task.endInput();
            task.close();
        }
    }

    private static Sink<RowData> sink(ClickHouseDatabase db) {
        return ClickHouseSink.<RowData>builder()
                .connection(db.connection())
                .table(db.name(), "t")
                .columns("k", "n")
                .changelog(CHANGES)
                .flushInterval(Duration.ofHours(1))
                .rows(RowMapping.rowData())
                .build();
    }

    private static RowData change(RowKind kind, String key, long n) {
        return GenericRowData.ofKind(kind, StringData.fromString(key), n);
    }
}
