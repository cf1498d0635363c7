// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.guarantee;

import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.exactlyonce.commit.CommitLab;
import io.flinkhouse.clickhouse.exactlyonce.guarantee.GuaranteeCheck.GrantedGuarantee;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockOrigin;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.WriterAttempt;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the guarantee of each kind of table, and the error for tables without one. */
@ExtendWith(ClickHouseExtension.class)
class GuaranteeCheckITCase {

    private static final String FENCE = ", _flink_block UInt64 MATERIALIZED 0 CODEC(T64, ZSTD(1))";
    private static final String WINDOW = " SETTINGS non_replicated_deduplication_window = 100";

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private CommitLab lab;

    @BeforeEach
    void connect(ClickHouseDatabase database) {
        db = database;
        lab = new CommitLab(db, spool);
    }

    @Test
    void aWindowIsEnough() throws Exception {
        create("MergeTree ORDER BY a" + WINDOW, "");

        GrantedGuarantee guarantee = lab.check("t");

        assertThat(guarantee.guarantee()).isEqualTo(Guarantee.WINDOW);
        assertThat(guarantee.explanation())
                .contains("within the server's deduplication window (window: 100 blocks)");
        assertThat(guarantee.warnings(64))
                .singleElement()
                .asString()
                .contains("about 1 checkpoints of 64");
        assertThat(guarantee.warnings(1)).isEmpty();
    }

    @Test
    void eachPartitionOfAnInsertCountsInItsWindow() throws Exception {
        create(
                "MergeTree PARTITION BY a ORDER BY a SETTINGS non_replicated_deduplication_window = 200",
                "");
        db.execute("INSERT INTO t (a) SELECT number FROM numbers(4)");

        assertThat(lab.check("t").warnings(1))
                .singleElement()
                .asString()
                .contains("about 50 checkpoints of 1 subtasks that insert into 4 partitions");
    }

    @Test
    void aFenceIsEnough() throws Exception {
        create("MergeTree ORDER BY a", FENCE);

        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.FENCE);
        assertThat(lab.check("t").fence()).isTrue();
    }

    /** The one line that a writer logs at its start. */
    @Test
    void theStartSaysWhatTheGuaranteeRestsOn() throws Exception {
        create("MergeTree ORDER BY a" + WINDOW, FENCE);
        assertThat(lab.check("t").explanation())
                .isEqualTo(
                        "exactly-once at any outage length: fence column and deduplication window"
                                + " (window: 100 blocks); without an index a search for a block reads"
                                + " the column of the whole table, run: "
                                + Guarantee.addIndex(lab.path("t"), "_flink_block"));

        db.execute(Guarantee.addIndex(lab.path("t"), "_flink_block"));
        assertThat(lab.check("t").explanation()).endsWith("(window: 100 blocks)");

        db.execute("DROP TABLE t SYNC");
        create("MergeTree ORDER BY a TTL toDateTime(a) + INTERVAL 1 DAY" + WINDOW, "");
        assertThat(lab.check("t").explanation())
                .contains("so one in doubt fails the job, unless the table has a fence column");
    }

    @Test
    void bothAreBest() throws Exception {
        create("MergeTree ORDER BY a" + WINDOW, FENCE);

        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.FENCE_AND_WINDOW);
    }

    @Test
    void replacingByVersionNeedsNeither() throws Exception {
        create("ReplacingMergeTree(v) ORDER BY a", ", v UInt64");

        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.IDEMPOTENT);
    }

    @Test
    void replacingWithoutVersionNeedsAWindow() {
        create("ReplacingMergeTree ORDER BY a", "");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining("(ReplacingMergeTree) has no deduplication window")
                .hasMessageContaining("MODIFY SETTING non_replicated_deduplication_window = 10000");
    }

    @Test
    void aPlainMergeTreeIsToldBothWaysAndTheyWork() throws Exception {
        create("MergeTree ORDER BY a", "");
        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining("an insert sent twice would be stored twice")
                .hasMessageContaining(Guarantee.addWindow(lab.path("t")))
                .hasMessageContaining(Guarantee.addFence(lab.path("t"), "_flink_block"));

        db.execute(Guarantee.addFence(lab.path("t"), "_flink_block"));
        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.FENCE);
        db.execute(Guarantee.addWindow(lab.path("t")));
        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.FENCE_AND_WINDOW);
    }

    @ParameterizedTest
    @CsvSource({
        "Memory, a table of the MergeTree family",
        "Null, a table of the MergeTree family",
        "Log, a table of the MergeTree family"
    })
    void otherEnginesAreRefused(String engine, String advice) {
        create(engine, "");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining("has the engine " + engine)
                .hasMessageContaining(advice)
                .hasMessageContaining("'at-least-once'");
    }

    @Test
    void aBufferIsRefusedForItsTable() {
        create("MergeTree ORDER BY a" + WINDOW, "");
        db.execute(
                "CREATE TABLE everywhere AS t ENGINE = Buffer(currentDatabase(), 't', 1, 10, 100, 10000, 1000000, 10000000, 100000000)");

        assertThatThrownBy(() -> lab.check("everywhere"))
                .hasMessageContaining("the table behind the buffer");
    }

    @Test
    void aViewIsRefusedForItsTable() {
        create("MergeTree ORDER BY a" + WINDOW, "");
        db.execute("CREATE VIEW v AS SELECT * FROM t");

        assertThatThrownBy(() -> lab.check("v"))
                .hasMessageContaining("the table that holds the data");
    }

    @Test
    void aViewTargetWithoutWindowIsRefusedAtAnyDepth() throws Exception {
        create("MergeTree ORDER BY a" + WINDOW, "");
        db.execute("CREATE TABLE one (a UInt64) ENGINE = MergeTree ORDER BY a" + WINDOW);
        db.execute("CREATE TABLE `two``s` (a UInt64) ENGINE = MergeTree ORDER BY a");
        db.execute("CREATE MATERIALIZED VIEW m1 TO one AS SELECT a FROM t");
        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.WINDOW);
        db.execute("CREATE MATERIALIZED VIEW m2 TO `two``s` AS SELECT a FROM one");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining(
                        "view `" + db.name() + "`.`m2` writes to `" + db.name() + "`.`two\\`s`")
                .hasMessageContaining("would be counted there twice");
        db.execute(Guarantee.addWindow(lab.path("two`s")));
        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.WINDOW);
    }

    @Test
    void aViewWithATableOfItsOwnIsFollowedToo() throws Exception {
        create("MergeTree ORDER BY a" + WINDOW, "");
        db.execute(
                "CREATE MATERIALIZED VIEW m ENGINE = SummingMergeTree ORDER BY a AS SELECT a, count() AS c FROM t GROUP BY a");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining(".inner")
                .hasMessageContaining("SummingMergeTree");
    }

    @Test
    void aFencedTableWithAViewNeedsAWindowAsWell() {
        create("MergeTree ORDER BY a", FENCE);
        db.execute("CREATE TABLE one (a UInt64) ENGINE = MergeTree ORDER BY a" + WINDOW);
        db.execute("CREATE MATERIALIZED VIEW m1 TO one AS SELECT a FROM t");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining("which only a deduplication window keeps exact");
    }

    @Test
    void aFenceOfAnotherTypeIsNamed() {
        create("MergeTree ORDER BY a", ", _flink_block UInt32");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining("'_flink_block'")
                .hasMessageContaining("is UInt32, the fence must be UInt64");
    }

    @Test
    void aFenceWhereMergesCombineRowsIsNotCountedOn() throws Exception {
        create("SummingMergeTree ORDER BY a" + WINDOW, FENCE);

        assertThat(lab.check("t").guarantee()).isEqualTo(Guarantee.WINDOW);
        assertThat(lab.check("t").fence()).isFalse();
    }

    @Test
    void aMissingTableIsNamed() {
        assertThatThrownBy(() -> lab.check("nowhere"))
                .hasMessageContaining("`nowhere` does not exist");
    }

    @Test
    void aSpoolThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(spool.resolve("occupied"));

        try (SpoolWriter writer =
                new SpoolWriter(
                        ExactlyOnceConfig.at(file.toUri().toString()),
                        RetryConfig.DEFAULT,
                        1,
                        new WriterAttempt("sink", BlockOrigin.NEW, 0, 0))) {
            assertThatThrownBy(writer::probe)
                    .hasMessageContaining("occupied")
                    .hasMessageContaining("'sink.exactly-once.spool-path'");
        }
    }

    private void create(String engine, String columns) {
        db.execute("CREATE TABLE t (a UInt64" + columns + ") ENGINE = " + engine);
    }
}
