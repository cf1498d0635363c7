// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.enumerator;

import io.flinkhouse.clickhouse.config.PartitionColumn;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.ScanOrder;
import io.flinkhouse.clickhouse.source.split.SortColumn;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests that each row of a relation is in exactly one split, for each kind of relation. */
@ExtendWith(ClickHouseExtension.class)
class SplitPlannerITCase {

    private static final ReadConfig BY_COLUMN =
            new ReadConfig(
                    1,
                    16_384,
                    32L << 20,
                    4L << 30,
                    ScanOrder.AUTO,
                    new PartitionColumn("v", 4, -10, 400));

    private ClickHouseDatabase db;

    @BeforeEach
    void use(ClickHouseDatabase db) {
        this.db = db;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "toDate(ts)",
                "cityHash64(id)",
                "(toDate(ts), cityHash64(id), intDiv(id, 7) + v)",
                "(kind, toStartOfHour(ts), lower(`it's ``a\\``))",
                "(-id, v % 3)",
                "(kind = 'a', id)",
                "(tupleElement(pair, 1), pair)",
                "(id, pair)",
                "(toHour(ts), id)",
                "(toStartOfWeek(ts), toMinute(ts))"
            })
    void expressionsOfTheKeyAreDivided(String key) {
        table("t", "MergeTree PARTITION BY toYYYYMM(ts) ORDER BY " + key);
        assertDivided(PlannedScan.of(db, "t"), 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReplacingMergeTree(v)",
                "SummingMergeTree",
                "AggregatingMergeTree",
                "CoalescingMergeTree",
                "CollapsingMergeTree(sign)",
                "VersionedCollapsingMergeTree(sign, version)"
            })
    void rowsAreMergedWithinTheirSplit(String engine) {
        db.execute(
                "CREATE TABLE t (k Int32, v Int64, sign Int8, version UInt8) ENGINE = "
                        + engine
                        + " ORDER BY (intDiv(k, 10), k) SETTINGS index_granularity = 8");
        for (int part = 1; part <= 3; part++) {
            db.execute(
                    "INSERT INTO t SELECT intHash32(number) %% 1000, number * %d, if(number %% 3 = 0, -1, 1), 1 FROM numbers(1000)"
                            .formatted(part));
        }
        PlannedScan planned = PlannedScan.of(db, "t", PlannedScan.all("t", true), PlannedScan.FINE);
        assertDivided(planned, 3);
    }

    /** The rows of one key are in all partitions, and one split merges them. */
    @Test
    void partitionsAreNotSplitsWhereRowsAreMerged() {
        db.execute(
                "CREATE TABLE t (k Int32, v Int64) ENGINE = ReplacingMergeTree(v) ORDER BY tuple()"
                        + " PARTITION BY v % 3");
        db.execute("INSERT INTO t SELECT number, number FROM numbers(1000)");
        PlannedScan planned = PlannedScan.of(db, "t", PlannedScan.all("t", true), PlannedScan.FINE);
        assertThat(planned.conditions()).containsExactly("1");
        assertThat(planned.plan().order()).isEmpty();
    }

    @Test
    void oneValueOfTheFirstColumnIsDividedByTheNext() {
        db.execute(
                "CREATE TABLE t (a String, b Int32) ENGINE = MergeTree ORDER BY (a, b)"
                        + " SETTINGS index_granularity = 8");
        db.execute("INSERT INTO t SELECT 'same', number FROM numbers(1000)");
        assertDivided(PlannedScan.of(db, "t"), 10);
    }

    /** They are equal, and of equal rows the next column decides. */
    @Test
    void bothZerosAreOneKey() {
        db.execute(
                "CREATE TABLE t (a Float64, b Int32) ENGINE = MergeTree ORDER BY (a, b)"
                        + " SETTINGS index_granularity = 7");
        db.execute("INSERT INTO t SELECT if(number % 2 = 0, 0.0, -0.0), number FROM numbers(1000)");
        assertDivided(PlannedScan.of(db, "t"), 10);
    }

    /** Boundaries have the first bytes of a text, after which the next column decides nothing. */
    @Test
    void longTextsAreDividedWhereTheyDifferEarly() {
        db.execute(
                "CREATE TABLE t (a String, b Int32) ENGINE = MergeTree ORDER BY (a, b)"
                        + " SETTINGS index_granularity = 8");
        db.execute(
                "INSERT INTO t SELECT concat(toString(number % 3), repeat('x', 199), if(number < 500,"
                        + " '', leftPad(toString(number), 5, '0'))), 1000 - number FROM"
                        + " numbers(1000)");
        PlannedScan planned = PlannedScan.of(db, "t");
        assertThat(planned.conditions()).hasSizeBetween(3, 30);
        assertDivided(planned, 3);
    }

    @Test
    void oneKeyIsOneSplit() {
        db.execute(
                "CREATE TABLE t (a String, b Int32) ENGINE = MergeTree ORDER BY a"
                        + " SETTINGS index_granularity = 8");
        db.execute("INSERT INTO t SELECT 'same', number FROM numbers(1000)");
        PlannedScan planned = PlannedScan.of(db, "t");
        assertThat(planned.conditions()).hasSizeLessThanOrEqualTo(2);
        assertDivided(planned, 1);
    }

    /** Rows that are inserted until the splits are read must be in one of them, too. */
    @Test
    void anEmptyTableIsOneSplit() {
        db.execute("CREATE TABLE t (a Float64) ENGINE = MergeTree ORDER BY a");
        PlannedScan planned = PlannedScan.of(db, "t");
        assertThat(planned.conditions()).containsExactly("1");
        db.execute("INSERT INTO t VALUES (1), (nan), (inf)");
        assertDivided(planned, 1);
    }

    @Test
    void aTableWithoutKeyIsDividedByPartitions() {
        db.execute(
                "CREATE TABLE t (v Int32) ENGINE = MergeTree ORDER BY tuple() PARTITION BY"
                        + " intDiv(v, 100) SETTINGS index_granularity = 8");
        db.execute("INSERT INTO t SELECT number FROM numbers(800)");
        PlannedScan planned = PlannedScan.of(db, "t");
        assertDivided(planned, 8);
        assertThat(planned.plan().order()).isEmpty();
        db.execute("INSERT INTO t SELECT number + 5000 FROM numbers(800)");
        assertDivided(planned, 8);
    }

    @Test
    void aTableWithoutKeyAndPartitionsIsOneSplit() {
        table("t", "MergeTree ORDER BY tuple()");
        assertThat(PlannedScan.of(db, "t").conditions()).containsExactly("1");
    }

    /** Each part adds granules to each split, so that many splits would read many rows twice. */
    @Test
    void hundredsOfSmallPartsAreFewSplits() {
        db.execute(
                "CREATE TABLE t (k Int32, v Int32) ENGINE = MergeTree ORDER BY k"
                        + " PARTITION BY v SETTINGS index_granularity = 8");
        db.execute("SYSTEM STOP MERGES t");
        db.execute(
                "INSERT INTO t SELECT intHash32(number), number % 300 FROM numbers(6000)"
                        + " SETTINGS max_partitions_per_insert_block = 0");
        PlannedScan planned = PlannedScan.of(db, "t");
        assertThat(planned.conditions()).containsExactly("1");
    }

    @Test
    void relationsWithoutAnIndexAreOneQueryOrRangesOfAColumn() {
        table("t", "MergeTree ORDER BY id");
        String columns = "(id Int64, v Nullable(Float64))";
        db.execute("CREATE VIEW view AS SELECT * FROM t");
        db.execute("CREATE TABLE merged AS t ENGINE = Merge(currentDatabase(), '^t$')");
        db.execute("CREATE TABLE buffered AS t ENGINE = Buffer('', t, 1, 9, 9, 9, 9, 9, 9)");
        for (String engine : List.of("Log", "TinyLog", "Memory", "Join(ANY, LEFT, id)", "Set")) {
            String name = engine.replaceFirst("\\(.*", "");
            if (!engine.equals("Set")) {
                db.execute("CREATE TABLE `" + name + "` " + columns + " ENGINE = " + engine);
                db.execute(
                        "INSERT INTO `"
                                + name
                                + "` SELECT number, multiIf(number = 7, NULL, number = 9, nan,"
                                + " number) FROM numbers(500)");
                assertDividedByColumn(name);
            }
        }
        db.execute(
                "CREATE DICTIONARY words (id UInt64, v Float64) PRIMARY KEY id SOURCE(CLICKHOUSE("
                        + "QUERY 'SELECT number AS id, toFloat64(number) AS v FROM numbers(500)'))"
                        + " LAYOUT(FLAT()) LIFETIME(0)");
        for (String name : List.of("view", "merged", "buffered", "words")) {
            assertDividedByColumn(name);
        }
    }

    private void assertDividedByColumn(String table) {
        assertThat(PlannedScan.of(db, table).conditions()).containsExactly("1");
        PlannedScan planned = PlannedScan.of(db, table, PlannedScan.all(table, false), BY_COLUMN);
        assertThat(planned.conditions()).hasSize(4);
        assertDivided(planned, 4);
    }

    @Test
    void aQueryIsOneSplitOrRangesOfAColumn() {
        String query = "(SELECT number AS id, if(number = 3, NULL, number) AS v FROM numbers(500))";
        TableScan scan = new TableScan(query, false, List.of(), "id > 10", List.of(), -1);
        assertThat(PlannedScan.of(db, null, scan, PlannedScan.FINE).conditions())
                .containsExactly("1");
        assertDivided(PlannedScan.of(db, null, scan, BY_COLUMN), 4);
    }

    @Test
    void aColumnThatIsNoNumberIsRefused() {
        TableScan scan = new TableScan("(SELECT 'a' AS v)", false, List.of(), "1", List.of(), -1);
        assertThatThrownBy(() -> PlannedScan.of(db, null, scan, BY_COLUMN))
                .hasStackTraceContaining(
                        "'scan.partition.column' = 'v' has the type String. Choose a column of");
    }

    @Test
    void aMissingTableIsNamed() {
        assertThatThrownBy(() -> PlannedScan.of(db, "gone"))
                .hasStackTraceContaining(".`gone` does not exist, or the user may not see it.");
    }

    @Test
    void aLimitIsOneSplit() {
        table("t", "MergeTree ORDER BY id");
        TableScan scan = new TableScan("t", false, List.of(), "1", List.of(), 10);
        assertThat(PlannedScan.of(db, "t", scan, PlannedScan.FINE).conditions())
                .containsExactly("1");
    }

    /** One group is in several splits, and Flink adds the partial results. */
    @Test
    void aggregatesAreAtMostOneSplitPerReaderAndHaveNoOrder() {
        table("t", "MergeTree ORDER BY id");
        for (List<String> grouping : List.of(List.of("v % 3"), List.<String>of())) {
            TableScan scan =
                    new TableScan(
                            "t",
                            false,
                            PlannedScan.column("t", "sum(id)").columns(),
                            "1",
                            grouping,
                            -1);
            PlannedScan planned = PlannedScan.of(db, "t", scan, PlannedScan.FINE);
            assertThat(planned.conditions()).hasSize(2);
            assertThat(planned.plan().order()).isEmpty();
            assertDivided(planned, 2);
        }
    }

    /** The rows that the filter leaves are few, so that one query reads them. */
    @Test
    void aFilterByTheKeyLeavesFewSplits() {
        table("t", "MergeTree ORDER BY id");
        TableScan few = new TableScan("t", false, List.of(), "id = 70", List.of(), -1);
        assertThat(PlannedScan.of(db, "t", few, PlannedScan.FINE).conditions())
                .containsExactly("1");
        TableScan some = new TableScan("t", false, List.of(), "id < 400", List.of(), -1);
        PlannedScan planned = PlannedScan.of(db, "t", some, PlannedScan.FINE);
        assertDivided(planned, 5);
        for (String condition : planned.conditions()) {
            assertThat(db.query("SELECT count() FROM (" + planned.select(condition) + ")").get(0))
                    .isNotEqualTo(List.of("0"));
        }
    }

    @Test
    void theOrderIsTheSortingKeyAndAHashOfTheSelectedValues() {
        db.execute(
                "CREATE TABLE t (a Nullable(Int32), b String) ENGINE = MergeTree ORDER BY (a DESC,"
                        + " lower(b)) SETTINGS allow_nullable_key = 1,"
                        + " allow_experimental_reverse_key = 1");
        PlannedScan planned =
                PlannedScan.of(db, "t", PlannedScan.column("t", "b"), PlannedScan.FINE);
        assertThat(planned.plan().order())
                .extracting(SortColumn::orderBy)
                .containsExactly(
                        "a DESC NULLS FIRST",
                        "(lower(b)) ASC NULLS LAST",
                        "cityHash64(tuple(b)) ASC NULLS LAST");
    }

    @Test
    void theOrderHoldsNothingThatAMergeChanges() {
        db.execute("CREATE TABLE t (a Int32, b String) ENGINE = MergeTree ORDER BY a");
        PlannedScan planned =
                PlannedScan.of(
                        db, "t", PlannedScan.column("t", "toString(`_part`)"), PlannedScan.FINE);
        assertThat(planned.plan().order())
                .extracting(SortColumn::orderBy)
                .containsExactly("a ASC NULLS LAST");
    }

    private void table(String name, String engine) {
        db.execute(
                "CREATE TABLE "
                        + name
                        + " (id Int64, ts DateTime('Europe/Berlin'), kind Enum('a', 'b', 'c'),"
                        + " v Int32, `it's ``a\\`` String, pair Tuple(Int32, String)) ENGINE = "
                        + engine
                        + " SETTINGS index_granularity = 8");
        db.execute(
                "INSERT INTO "
                        + name
                        + " SELECT number, 1729980000 + number * 1000, number % 3 + 1, number,"
                        + " toString(number), (number, 'x') FROM numbers(1000)");
    }

    private static void assertDivided(PlannedScan planned, int atLeast) {
        assertThat(planned.conditions()).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(planned.ofSplits()).isEqualTo(planned.ofWhole());
    }
}
