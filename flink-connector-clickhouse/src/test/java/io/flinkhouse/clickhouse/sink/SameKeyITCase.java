// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.config.UpdateMode;
import io.flinkhouse.clickhouse.exactlyonce.commit.BlockCommitter;
import io.flinkhouse.clickhouse.exactlyonce.commit.CommitConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests INSERT, UPDATE, DELETE, INSERT of one key, with every event between them. */
@ExtendWith(ClickHouseExtension.class)
class SameKeyITCase {

    private static final String NO_COLUMN = "x UInt8 DEFAULT 0";
    private static final RowData[] TRAPS = {
        change(RowKind.INSERT, "back", 1),
        change(RowKind.INSERT, "gone", 1),
        change(RowKind.UPDATE_BEFORE, "back", 1),
        change(RowKind.UPDATE_AFTER, "back", 2),
        change(RowKind.DELETE, "back", 2),
        change(RowKind.UPDATE_BEFORE, "gone", 1),
        change(RowKind.UPDATE_AFTER, "gone", 5),
        change(RowKind.INSERT, "back", 3),
        change(RowKind.DELETE, "gone", 5)
    };

    private enum Table {
        REPLACING("ver UInt64, gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_BY_WIDE_NUMBERS("ver UInt128, gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_BY_NANOS("ver DateTime64(9), gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_BY_MICROS("ver DateTime64(6), gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_BY_MILLIS("ver DateTime64(3), gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_BY_SECONDS("ver DateTime, gone UInt8", "ReplacingMergeTree(ver, gone)"),
        REPLACING_WITHOUT_MARK("ver UInt64", "ReplacingMergeTree(ver)"),
        REPLACING_BY_ORDER(NO_COLUMN, "ReplacingMergeTree"),
        COLLAPSING("sign Int8", "CollapsingMergeTree(sign)"),
        VERSIONED_COLLAPSING("sign Int8", "VersionedCollapsingMergeTree(sign, n)"),
        COALESCING(NO_COLUMN, "CoalescingMergeTree"),
        PLAIN(NO_COLUMN, "MergeTree"),
        PLAIN_WITH_UPDATES(NO_COLUMN, "MergeTree");

        private final String column;
        private final String engine;

        Table(String column, String engine) {
            this.column = column;
            this.engine = engine;
        }

        private boolean marksDeletes() {
            return column.contains("gone") || column.contains("sign");
        }

        private boolean isPlain() {
            return this == PLAIN || this == PLAIN_WITH_UPDATES;
        }

        /** Statements cannot be exactly-once; what only the type differs in need not be twice. */
        private List<DeliveryGuarantee> guarantees() {
            return switch (this) {
                case PLAIN, PLAIN_WITH_UPDATES -> List.of(DeliveryGuarantee.AT_LEAST_ONCE);
                case REPLACING_BY_WIDE_NUMBERS, REPLACING_BY_NANOS, REPLACING_BY_MICROS ->
                        List.of(DeliveryGuarantee.EXACTLY_ONCE);
                default -> List.of(DeliveryGuarantee.AT_LEAST_ONCE, DeliveryGuarantee.EXACTLY_ONCE);
            };
        }

        private UpdateMode updates() {
            return this == PLAIN_WITH_UPDATES ? UpdateMode.LIGHTWEIGHT_UPDATE : UpdateMode.INSERT;
        }

        private void create(ClickHouseDatabase db) {
            db.execute(
                    "CREATE TABLE t (k String, n Int64, "
                            + column
                            + ") ENGINE = "
                            + engine
                            + " ORDER BY k SETTINGS non_replicated_deduplication_window = 1000,"
                            + " enable_block_number_column = 1, enable_block_offset_column = 1");
            if (marksDeletes()) {
                db.execute("SYSTEM STOP MERGES t"); // which are mutations too
            }
        }

        private List<List<String>> rows(ClickHouseDatabase db) {
            return db.query("SELECT k, n FROM t" + (isPlain() ? "" : " FINAL") + " ORDER BY k");
        }
    }

    /** An event between two changes. */
    private enum Between {
        NOTHING,
        A_FULL_BATCH,
        A_CHECKPOINT,
        A_RESTART,
        A_RESTART_BEFORE_THE_COMMIT,
        ANOTHER_SUBTASK
    }

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void start(ClickHouseDatabase db) {
        this.db = db;
    }

    static Stream<List<Object>> cases() {
        return Arrays.stream(Table.values())
                .flatMap(
                        table ->
                                table.guarantees().stream()
                                        .flatMap(
                                                guarantee ->
                                                        Arrays.stream(Between.values())
                                                                .map(
                                                                        between ->
                                                                                List.<Object>of(
                                                                                        table,
                                                                                        guarantee,
                                                                                        between))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLastChangeWins(List<Object> parameters) throws Exception {
        Table table = (Table) parameters.get(0);
        DeliveryGuarantee guarantee = (DeliveryGuarantee) parameters.get(1);
        Between between = (Between) parameters.get(2);
        table.create(db);
        // Updates are told from deletes by hand here, as the planner does for such a table.
        RowData[] changes =
                Arrays.stream(TRAPS)
                        .filter(
                                row ->
                                        table != Table.PLAIN_WITH_UPDATES
                                                || row.getRowKind() != RowKind.UPDATE_BEFORE)
                        .toArray(RowData[]::new);
        write(sink(table, guarantee, between), between, changes);
        boolean ignored = guarantee == DeliveryGuarantee.EXACTLY_ONCE && !table.marksDeletes();
        assertThat(table.rows(db))
                .isEqualTo(
                        ignored
                                ? List.of(List.of("back", "3"), List.of("gone", "5"))
                                : List.of(List.of("back", "3")));
    }

    @ParameterizedTest
    @EnumSource(value = Table.class, mode = EnumSource.Mode.EXCLUDE, names = "PLAIN_WITH_UPDATES")
    void aChangeOfTheKeyLeavesNothingBehind(Table table) throws Exception {
        table.create(db);
        write(
                sink(table, DeliveryGuarantee.AT_LEAST_ONCE, Between.NOTHING),
                Between.NOTHING,
                change(RowKind.INSERT, "old", 1),
                change(RowKind.INSERT, "other", 1),
                change(RowKind.UPDATE_BEFORE, "old", 1),
                change(RowKind.UPDATE_AFTER, "new", 2));
        assertThat(table.rows(db)).containsExactly(List.of("new", "2"), List.of("other", "1"));
    }

    /** The row's other values are unknown then, and their columns have no NULL. */
    @Test
    void aDeleteMayCarryTheKeyAlone() throws Exception {
        Table.REPLACING.create(db);
        write(
                sink(Table.REPLACING, DeliveryGuarantee.AT_LEAST_ONCE, Between.NOTHING),
                Between.NOTHING,
                change(RowKind.INSERT, "gone", 1),
                change(RowKind.INSERT, "kept", 2),
                GenericRowData.ofKind(RowKind.DELETE, StringData.fromString("gone"), null));
        assertThat(Table.REPLACING.rows(db)).containsExactly(List.of("kept", "2"));
    }

    /** Somebody has written a version of the far future, and blocks are not there yet. */
    @ParameterizedTest
    @EnumSource(
            value = Table.class,
            names = {
                "REPLACING",
                "REPLACING_BY_NANOS",
                "REPLACING_BY_MILLIS",
                "REPLACING_BY_SECONDS"
            })
    void versionsAreAboveThoseThatWaitForTheirCommit(Table table) throws Exception {
        table.create(db);
        db.execute(
                "INSERT INTO t SELECT 'other', 0, "
                        + (table == Table.REPLACING
                                ? "9000000000000000000"
                                : "toDateTime64('2050-01-01 00:00:00', 9)")
                        + ", 0");
        Sink<RowData> sink = sink(table, DeliveryGuarantee.EXACTLY_ONCE, Between.NOTHING);
        List<Committable> waiting;
        try (WriterHarness<RowData> before = WriterHarness.open(sink)) {
            for (int n = 0; n < 100; n++) {
                before.write(change(RowKind.INSERT, "k", n));
            }
            waiting = before.prepareCommit();
        }
        try (WriterHarness<RowData> after = WriterHarness.open(sink)) {
            commit(waiting);
            after.write(change(RowKind.UPDATE_AFTER, "k", 100));
            commit(after.prepareCommit());
        }
        assertThat(table.rows(db)).containsExactly(List.of("k", "100"), List.of("other", "0"));
    }

    @Test
    void aVersionAboveWhichThereIsNoneIsRefused() {
        Table.REPLACING_BY_SECONDS.create(db);
        db.execute("INSERT INTO t SELECT 'k', 0, toDateTime('2106-01-01 00:00:00', 'UTC'), 0");
        Sink<RowData> sink =
                sink(Table.REPLACING_BY_SECONDS, DeliveryGuarantee.AT_LEAST_ONCE, Between.NOTHING);
        assertThatThrownBy(() -> WriterHarness.open(sink))
                .hasMessageContaining("Column 'ver' DateTime of")
                .hasMessageContaining("holds the highest possible version");
    }

    @ParameterizedTest
    @CsvSource({
        "REPLACING, NOTHING",
        "COLLAPSING, A_FULL_BATCH",
        "PLAIN, NOTHING",
        "PLAIN, A_FULL_BATCH"
    })
    void whatTheServerRefusesKeepsItsPlaceInTheOrder(Table table, Between between)
            throws Exception {
        table.create(db);
        db.execute("ALTER TABLE t ADD CONSTRAINT below CHECK n < 100");
        write(
                builder(table, DeliveryGuarantee.AT_LEAST_ONCE)
                        .maxRows(between == Between.A_FULL_BATCH ? 1 : 1000)
                        .deadLetterTable(db.name(), "dead")
                        .build(),
                between,
                change(RowKind.INSERT, "back", 1),
                change(RowKind.UPDATE_BEFORE, "back", 1),
                change(RowKind.UPDATE_AFTER, "back", 200),
                change(RowKind.INSERT, "never", 300),
                change(RowKind.UPDATE_BEFORE, "back", 200),
                change(RowKind.UPDATE_AFTER, "back", 2),
                change(RowKind.DELETE, "never", 300));
        assertThat(table.rows(db)).containsExactly(List.of("back", "2"));
        assertThat(db.query("SELECT uniqExact(raw_message) >= 2 FROM dead"))
                .containsExactly(List.of("1"));
    }

    @Test
    void aKeyThatIsNotWrittenIsRefused() {
        Table.REPLACING.create(db);
        Sink<RowData> sink =
                builder(Table.REPLACING, DeliveryGuarantee.AT_LEAST_ONCE).columns("n").build();
        assertThatThrownBy(() -> WriterHarness.open(sink))
                .hasMessageContaining(
                        "the columns of the rows (n) do not contain the primary key (k)");
    }

    /** In every mode for rejected rows. */
    @Test
    void aKindThatTheTableDoesNotTakeFailsTheJob() throws Exception {
        Table.REPLACING_WITHOUT_MARK.create(db);
        Sink<RowData> sink =
                builder(Table.REPLACING_WITHOUT_MARK, DeliveryGuarantee.AT_LEAST_ONCE)
                        .changelog(changes(DeleteMode.REFUSE, UpdateMode.REFUSE))
                        .skipRejectedRows()
                        .build();
        try (WriterHarness<RowData> task = WriterHarness.open(sink)) {
            task.write(change(RowKind.UPDATE_AFTER, "k", 1));
            assertThatThrownBy(() -> task.write(change(RowKind.UPDATE_BEFORE, "k", 1)))
                    .hasMessageContaining("Cannot write a row of kind UPDATE_BEFORE to")
                    .hasMessageContaining("'sink.delete-mode' = 'ignore'");
            assertThatThrownBy(() -> task.write(change(RowKind.DELETE, "k", 1)))
                    .hasMessageContaining("Cannot write a row of kind DELETE to")
                    .hasMessageContaining("'sink.delete-mode' = 'ignore'");
        }
    }

    private void write(Sink<RowData> sink, Between between, RowData... changes) throws Exception {
        List<WriterHarness<RowData>> tasks = new ArrayList<>();
        tasks.add(WriterHarness.open(sink));
        if (between == Between.ANOTHER_SUBTASK) {
            tasks.add(WriterHarness.open(sink));
        }
        for (int i = 0; i < changes.length; i++) {
            WriterHarness<RowData> task = tasks.get(i % tasks.size());
            task.write(changes[i]);
            switch (between) {
                case NOTHING, A_FULL_BATCH -> {}
                case A_CHECKPOINT, ANOTHER_SUBTASK -> commit(task.prepareCommit());
                case A_RESTART -> {
                    commit(task.prepareCommit());
                    task.closeWriter();
                    tasks.set(0, WriterHarness.open(sink));
                }
                case A_RESTART_BEFORE_THE_COMMIT -> {
                    List<Committable> waiting = task.prepareCommit();
                    task.closeWriter();
                    tasks.set(0, WriterHarness.open(sink));
                    commit(waiting);
                }
            }
        }
        for (WriterHarness<RowData> task : tasks) {
            commit(task.prepareCommit());
            task.close();
        }
    }

    private void commit(List<Committable> due) throws IOException, InterruptedException {
        try (BlockCommitter committer =
                new BlockCommitter(
                        new CommitConfig(
                                db.connection(),
                                new ExactlyOnceConfig(
                                        spool(),
                                        ExactlyOnceConfig.DEFAULT_FENCE_COLUMN,
                                        InDoubtPolicy.FAIL,
                                        ExactlyOnceConfig.DEFAULT_RETENTION),
                                RetryConfig.DEFAULT,
                                1),
                        BlockOrigin.NEW,
                        new UnregisteredMetricsGroup())) {
            committer.commitAll(due);
        }
    }

    private Sink<RowData> sink(Table table, DeliveryGuarantee guarantee, Between between) {
        return builder(table, guarantee)
                .maxRows(between == Between.A_FULL_BATCH ? 1 : 1000)
                .build();
    }

    private ClickHouseSinkBuilder<RowData> builder(Table table, DeliveryGuarantee guarantee) {
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .columns("k", "n")
                .deliveryGuarantee(guarantee)
                .spoolPath(spool())
                .changelog(
                        changes(
                                guarantee == DeliveryGuarantee.EXACTLY_ONCE
                                        ? DeleteMode.IGNORE
                                        : DeleteMode.LIGHTWEIGHT_DELETE,
                                table.updates()))
                .flushInterval(Duration.ofHours(1))
                .rows(RowMapping.rowData());
    }

    private static ChangelogOptions changes(DeleteMode deletes, UpdateMode updates) {
        return ChangelogOptions.upsertBy("k").deletes(deletes).updates(updates);
    }

    private String spool() {
        return directory.toUri().toString();
    }

    private static RowData change(RowKind kind, String key, long n) {
        return GenericRowData.ofKind(kind, StringData.fromString(key), n);
    }
}
