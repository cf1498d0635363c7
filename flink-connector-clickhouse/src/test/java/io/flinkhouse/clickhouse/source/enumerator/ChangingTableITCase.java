// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests splits of tables that change while the splits are read one after the other. */
@ExtendWith(ClickHouseExtension.class)
class ChangingTableITCase {

    private static final int ROWS = 1_000;

    /** Statements that leave the rows where {@code k % 2 = 0} as they are. */
    private static final List<String> CHANGES =
            List.of(
                    "INSERT INTO t SELECT number + 10000, number % 5, 'new' FROM numbers(100)",
                    "OPTIMIZE TABLE t FINAL",
                    "ALTER TABLE t UPDATE v = 'changed' WHERE k % 10 = 1 SETTINGS mutations_sync = 2",
                    "ALTER TABLE t DELETE WHERE k % 10 = 3 SETTINGS mutations_sync = 2",
                    "DELETE FROM t WHERE k % 10 = 5",
                    "INSERT INTO t SELECT number - 10000, number % 5, 'new' FROM numbers(100)",
                    "ALTER TABLE t DROP PARTITION 9",
                    "OPTIMIZE TABLE t FINAL",
                    "ALTER TABLE t ADD COLUMN w Int32",
                    "ALTER TABLE t MODIFY TTL toDateTime('2000-01-01 00:00:00') + p DELETE WHERE k % 10 = 7"
                            + " SETTINGS mutations_sync = 2",
                    "OPTIMIZE TABLE t FINAL",
                    "INSERT INTO t (k, p, v) SELECT number, 9, 'new' FROM numbers(100)",
                    "ALTER TABLE t DETACH PARTITION 9",
                    "ALTER TABLE t ATTACH PARTITION 9");

    private ClickHouseDatabase db;

    @BeforeEach
    void use(ClickHouseDatabase db) {
        this.db = db;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", enable_block_number_column = 1, enable_block_offset_column = 1",
                ", min_bytes_for_wide_part = 0"
            })
    void rowsThatStayAreReadOnce(String settings) {
        create("MergeTree ORDER BY (intDiv(k, 3), k) PARTITION BY p SETTINGS", 2, settings);
        PlannedScan planned = PlannedScan.of(db, "t");
        assertThat(planned.conditions()).hasSizeGreaterThan(10);
        List<String> read = new ArrayList<>();
        int change = 0;
        for (String condition : planned.conditions()) {
            db.query("SELECT k, p FROM t WHERE " + condition)
                    .forEach(row -> read.add(row.get(0) + " " + row.get(1)));
            db.execute(CHANGES.get(change++ % CHANGES.size()));
        }
        assertThat(read)
                .containsAll(
                        IntStream.range(0, ROWS / 2)
                                .mapToObj(i -> 2 * i + " " + 2 * i % 5)
                                .toList());
        assertThat(read).filteredOn(ChangingTableITCase::stays).doesNotHaveDuplicates();
    }

    private static boolean stays(String row) {
        int k = Integer.parseInt(row.split(" ")[0]);
        return k >= 0 && k < ROWS && k % 2 == 0 && !row.endsWith(" 9");
    }

    @Test
    void eachKeyIsReadOnceWhereRowsAreReplaced() {
        create("ReplacingMergeTree ORDER BY (intDiv(k, 3), k) SETTINGS", 16, "");
        PlannedScan planned = PlannedScan.of(db, "t", PlannedScan.all("t", true), PlannedScan.FINE);
        List<String> read = new ArrayList<>();
        for (String condition : planned.conditions()) {
            db.query("SELECT k FROM t FINAL WHERE " + condition)
                    .forEach(row -> read.add(row.get(0)));
            db.execute(
                    "INSERT INTO t SELECT number, number % 5, 'newer' FROM numbers(" + ROWS + ")");
            if (read.size() % 2 == 0) {
                db.execute("OPTIMIZE TABLE t FINAL");
            }
        }
        assertThat(read).hasSize(ROWS);
        assertThat(new HashSet<>(read)).hasSize(ROWS);
    }

    /** All splits see the table of the moment of planning where rows keep their block numbers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PARTITION BY p ORDER BY k",
                "ORDER BY k",
                "PARTITION BY p ORDER BY tuple()"
            })
    void rowsInsertedAfterPlanningAreNotRead(String keys) {
        create("MergeTree " + keys + " SETTINGS", 8, ", enable_block_number_column = 1");
        PlannedScan planned = PlannedScan.of(db, "t");
        List<String> then = planned.ofWhole();
        assertThat(planned.conditions()).hasSizeGreaterThan(2);
        assertThat(planned.ofSplits()).isEqualTo(then);
        db.execute("INSERT INTO t SELECT number, number % 7, 'new' FROM numbers(100)");
        assertThat(planned.ofSplits()).isEqualTo(then);
        db.execute("OPTIMIZE TABLE t FINAL");
        assertThat(planned.ofSplits()).isEqualTo(then);
    }

    /** They bring the block numbers of their old table, which are higher than those here. */
    @Test
    void rowsOfAnAttachedPartitionAreRead() {
        create("MergeTree ORDER BY k SETTINGS", 8, ", enable_block_number_column = 1");
        db.execute("CREATE TABLE other AS t");
        for (int i = 0; i < 9; i++) {
            db.execute("INSERT INTO other SELECT number + 5000, 0, 'other' FROM numbers(10)");
        }
        db.execute("OPTIMIZE TABLE other FINAL");
        db.execute("ALTER TABLE t ATTACH PARTITION tuple() FROM other");
        assertThat(
                        db.query(
                                "SELECT max(_block_number) > (SELECT max(max_block_number) FROM system.parts WHERE database = currentDatabase() AND table = 't' AND active) FROM t"))
                .containsExactly(List.of("1"));
        PlannedScan planned = PlannedScan.of(db, "t");
        assertThat(planned.conditions()).hasSizeGreaterThan(2);
        assertThat(planned.ofSplits()).isEqualTo(planned.ofWhole());
    }

    /** The server reads wrong block numbers from a projection: those of its part. */
    @Test
    void rowsAreReadThoughAProjectionHasWrongBlockNumbers() {
        db.execute(
                "CREATE TABLE t (k Int32, v Int32, PROJECTION by_v (SELECT * ORDER BY v)) ENGINE ="
                        + " MergeTree ORDER BY k SETTINGS index_granularity = 8,"
                        + " enable_block_number_column = 1, min_bytes_for_wide_part = 0");
        for (int i = 0; i < 3; i++) {
            db.execute("INSERT INTO t SELECT number, number * 7919 % 10007 FROM numbers(3000)");
        }
        db.execute("OPTIMIZE TABLE t FINAL");
        TableScan scan = new TableScan("t", false, List.of(), "v < 1000", List.of(), -1);
        PlannedScan planned = PlannedScan.of(db, "t", scan, PlannedScan.FINE);
        assertThat(planned.conditions()).hasSizeGreaterThan(2);
        db.execute("ALTER TABLE t DROP PROJECTION by_v SETTINGS mutations_sync = 2");
        assertThat(planned.ofSplits()).isEqualTo(planned.ofWhole());
    }

    private void create(String engine, int granularity, String settings) {
        db.execute(
                "CREATE TABLE t (k Int32, p UInt8, v String) ENGINE = "
                        + engine
                        + " index_granularity = "
                        + granularity
                        + settings);
        db.execute("INSERT INTO t SELECT number, number % 5, 'old' FROM numbers(" + ROWS / 2 + ")");
        db.execute(
                "INSERT INTO t SELECT number, number % 5, 'old' FROM numbers("
                        + ROWS / 2
                        + ", "
                        + ROWS / 2
                        + ")");
    }
}
