// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests changelogs in which one row has a value that its column cannot hold, or that the server
 * refuses.
 */
@ExtendWith(ClickHouseExtension.class)
class RejectedChangesITCase {

    private static final String[] NAMES = {"k", "n"};
    private static final int BAD = 300;

    /** Fits the column, but not the constraint of the table. */
    private static final int REFUSED = 250;

    private enum Table {
        REPLACING("ver UInt64, gone UInt8", "ReplacingMergeTree(ver, gone)", false),
        REPLACING_ASKED_FOR_ALL("ver UInt64, gone UInt8", "ReplacingMergeTree(ver, gone)", true),
        COALESCING("x UInt8 DEFAULT 0", "CoalescingMergeTree", false),
        COLLAPSING("sign Int8", "CollapsingMergeTree(sign)", true),
        VERSIONED_COLLAPSING("sign Int8", "VersionedCollapsingMergeTree(sign, n)", true);

        private final String column;
        private final String engine;
        private final boolean rowsBeforeUpdates;

        Table(String column, String engine, boolean rowsBeforeUpdates) {
            this.column = column;
            this.engine = engine;
            this.rowsBeforeUpdates = rowsBeforeUpdates;
        }

        private void create(ClickHouseDatabase db) {
            db.execute(
                    "CREATE TABLE t (k String, n UInt8, "
                            + column
                            + ", CONSTRAINT small CHECK n < 200"
                            + (column.contains("gone") ? " OR gone = 1" : "")
                            + ") ENGINE = "
                            + engine
                            + " ORDER BY k");
        }

        private boolean hasSigns() {
            return column.contains("sign");
        }
    }

    private enum Story {
        A_BAD_ROW(change(RowKind.INSERT, BAD)),
        A_GOOD_ROW_THAT_BECOMES_BAD(
                change(RowKind.INSERT, 1),
                change(RowKind.UPDATE_BEFORE, 1),
                change(RowKind.UPDATE_AFTER, BAD)),
        A_BAD_ROW_THAT_BECOMES_GOOD(
                change(RowKind.INSERT, BAD),
                change(RowKind.UPDATE_BEFORE, BAD),
                change(RowKind.UPDATE_AFTER, 2)),
        A_ROW_THAT_IS_BAD_FOR_A_WHILE(
                change(RowKind.INSERT, 1),
                change(RowKind.UPDATE_BEFORE, 1),
                change(RowKind.UPDATE_AFTER, BAD),
                change(RowKind.UPDATE_BEFORE, BAD),
                change(RowKind.UPDATE_AFTER, 2)),
        A_BAD_ROW_THAT_IS_DELETED(
                change(RowKind.INSERT, 1),
                change(RowKind.UPDATE_BEFORE, 1),
                change(RowKind.UPDATE_AFTER, BAD),
                change(RowKind.DELETE, BAD));

        private final List<RowData> changes;

        Story(RowData... changes) {
            this.changes = List.of(changes);
        }

        private List<List<String>> shownBy(Table table) {
            return switch (this) {
                case A_BAD_ROW, A_BAD_ROW_THAT_IS_DELETED -> List.of();
                case A_GOOD_ROW_THAT_BECOMES_BAD ->
                        table.rowsBeforeUpdates ? List.of() : List.of(List.of("k", "1"));
                case A_BAD_ROW_THAT_BECOMES_GOOD, A_ROW_THAT_IS_BAD_FOR_A_WHILE ->
                        List.of(List.of("k", "2"));
            };
        }
    }

    static Stream<List<Object>> cases() {
        return Arrays.stream(Table.values())
                .flatMap(
                        table ->
                                Arrays.stream(Story.values())
                                        .flatMap(
                                                story ->
                                                        Stream.of(BAD, REFUSED)
                                                                .map(
                                                                        bad ->
                                                                                List.<Object>of(
                                                                                        table,
                                                                                        story,
                                                                                        bad))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void leaveWhatTheOthersMake(List<Object> parameters, ClickHouseDatabase db) throws Exception {
        Table table = (Table) parameters.get(0);
        Story story = (Story) parameters.get(1);
        int bad = (Integer) parameters.get(2);
        table.create(db);
        List<RowData> changes =
                story.changes.stream()
                        .filter(
                                row ->
                                        table.rowsBeforeUpdates
                                                || row.getRowKind() != RowKind.UPDATE_BEFORE)
                        .map(row -> row.getInt(1) == BAD ? change(row.getRowKind(), bad) : row)
                        .toList();
        try (WriterHarness<RowData> task = WriterHarness.open(sink(db))) {
            for (RowData change : changes) {
                task.write(change);
                task.checkpoint();
            }
        }
        assertThat(db.query("SELECT k, n FROM t FINAL")).isEqualTo(story.shownBy(table));
        if (table.hasSigns()) {
            assertThat(db.query("SELECT sum(sign) FROM t"))
                    .containsExactly(List.of("" + story.shownBy(table).size()));
            assertThat(db.query("SELECT count() FROM dead"))
                    .containsExactly(
                            List.of(
                                    ""
                                            + changes.stream()
                                                    .filter(row -> row.getInt(1) == bad)
                                                    .count()));
        }
        if (bad == BAD && story == Story.A_BAD_ROW_THAT_IS_DELETED && table.hasSigns()) {
            assertThat(db.query("SELECT splitByString(': ', error)[1] FROM dead ORDER BY 1"))
                    .containsExactly(List.of("DELETE"), List.of("UPDATE_AFTER"));
        }
    }

    /** A later delete of the key could not find the row. */
    @Test
    void aRowWhoseKeyNoStatementCanHoldIsNotInserted(ClickHouseDatabase db) throws Exception {
        db.execute("CREATE TABLE t (k DateTime64(3), n UInt8) ENGINE = MergeTree ORDER BY k");
        LogicalType moment = new LocalZonedTimestampType(false, 3);
        Sink<RowData> sink =
                sink(db, RowType.of(new LogicalType[] {moment, new IntType(false)}, NAMES));
        try (WriterHarness<RowData> task = WriterHarness.open(sink)) {
            task.write(GenericRowData.of(TimestampData.fromEpochMillis(-1000), 1));
            task.write(GenericRowData.of(TimestampData.fromEpochMillis(1000), 2));
            task.checkpoint();
        }
        assertThat(db.query("SELECT n FROM t")).containsExactly(List.of("2"));
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("1"));
    }

    private static Sink<RowData> sink(ClickHouseDatabase db) {
        LogicalType text = new VarCharType(false, VarCharType.MAX_LENGTH);
        return sink(db, RowType.of(new LogicalType[] {text, new IntType(false)}, NAMES));
    }

    private static Sink<RowData> sink(ClickHouseDatabase db, RowType columns) {
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .columns(columns)
                .changelog(
                        ChangelogOptions.upsertBy("k")
                                .deletes(DeleteMode.LIGHTWEIGHT_DELETE)
                                .updates(UpdateMode.INSERT))
                .deadLetterTable(db.name(), "dead")
                .flushInterval(Duration.ofHours(1))
                .rows(RowMapping.rowData())
                .build();
    }

    private static RowData change(RowKind kind, int n) {
        return GenericRowData.ofKind(kind, StringData.fromString("k"), n);
    }
}
