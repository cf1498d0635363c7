// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.procedure.ProcedureCatalog;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests blocks that are committed once, again, late, partly or changed, on a real server. */
@ExtendWith(ClickHouseExtension.class)
class BlockCommitterITCase {

    private static final String FENCE = "_flink_block UInt64 MATERIALIZED 0 CODEC(T64, ZSTD(1))";
    private static final String SIX_ROWS =
            "SELECT number AS a, toDate('2024-01-01') + number * 20 AS d FROM numbers(6)";

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private CommitLab lab;

    @BeforeEach
    void createTables(ClickHouseDatabase database) {
        db = database;
        lab = new CommitLab(db, spool);
        db.execute(
                "CREATE TABLE windowed (a UInt64, d Date) ENGINE = MergeTree PARTITION BY toYYYYMM(d)"
                        + " ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
        db.execute(
                "CREATE TABLE fenced (a UInt64, d Date, "
                        + FENCE
                        + ") ENGINE = MergeTree"
                        + " PARTITION BY (toYYYYMM(d), a % 2) ORDER BY a");
        db.execute(
                "CREATE TABLE both (a UInt64, d Date, "
                        + FENCE
                        + ") ENGINE = MergeTree PARTITION BY toYYYYMM(d)"
                        + " ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
    }

    @Test
    void aFreshBlockArrivesOnceAndItsPayloadIsDropped() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).seal();

        assertThat(lab.commit(block)).isEmpty();

        assertThat(count("windowed")).isEqualTo(6);
        assertThat(blockFiles()).isEmpty();
    }

    @Test
    void committingTwiceLeavesOneCopyByTheLedger() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).inDoubt().seal();
        lab.commit(block);
        db.execute("TRUNCATE TABLE windowed"); // a second insert would show

        assertThat(lab.commit(block)).containsExactly(block);
        assertThat(count("windowed")).isZero();
    }

    @Test
    void anInlineBlockIsInTheLedgerToo() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).inline().inDoubt().seal();
        lab.commit(block);
        db.execute("TRUNCATE TABLE windowed");

        assertThat(lab.commit(block)).containsExactly(block);
        assertThat(count("windowed")).isZero();
    }

    @Test
    void withoutALedgerTheServerDropsWhatItRemembers() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).inline().inDoubt().seal();
        lab.commit(block);
        lab.forgetLedger();

        lab.commit(block);

        assertThat(count("windowed")).isEqualTo(6);
    }

    @Test
    void aFencedBlockIsFoundAtAnyAge() throws Exception {
        Committable block =
                lab.block("fenced", "a, d", SIX_ROWS)
                        .inline()
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(90 * 86_400)
                        .seal();
        lab.commit(block);
        lab.forgetLedger();

        assertThat(lab.commit(block)).containsExactly(block);
        assertThat(count("fenced")).isEqualTo(6);
    }

    @Test
    void aFencedBlockThatIsAbsentIsSentAtAnyAge() throws Exception {
        lab.commit(
                lab.block("fenced", "a, d", SIX_ROWS)
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(90 * 86_400)
                        .seal());

        assertThat(count("fenced")).isEqualTo(6);
    }

    @Test
    void outsideTheWindowOnlyTheMissingPartitionsAreInserted() throws Exception {
        Committable block =
                lab.block("fenced", "a, d", SIX_ROWS)
                        .inline()
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(86_400)
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        db.execute("ALTER TABLE fenced DROP PARTITION ID '202401-0'");
        db.execute("ALTER TABLE fenced DROP PARTITION ID '202403-1'");

        lab.commit(block);

        assertThat(rows("fenced")).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void insideTheWindowTheSameInsertFillsTheMissingPartitions() throws Exception {
        Committable block = lab.block("both", "a, d", SIX_ROWS).inline().fenced().inDoubt().seal();
        lab.commit(block);
        lab.forgetLedger();
        db.execute("ALTER TABLE both DROP PARTITION ID '202402'");

        lab.commit(block);

        assertThat(rows("both")).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void anOverflowedWindowWithoutAFenceStopsTheJobAndNamesTheWaysOut() throws Exception {
        db.execute("ALTER TABLE windowed MODIFY SETTING non_replicated_deduplication_window = 3");
        Committable block =
                lab.block("windowed", "a, d", SIX_ROWS)
                        .inline()
                        .inDoubt()
                        .sealedSecondsAgo(60)
                        .seal();
        lab.commit(block);
        lab.forgetLedger();
        for (int i = 0; i < 5; i++) {
            db.execute(
                    "INSERT INTO windowed SELECT 100 + "
                            + i
                            + ", '2024-01-01' SETTINGS async_insert = 0");
        }

        assertThatThrownBy(() -> lab.commit(block))
                .hasMessageContaining("Nothing can tell whether block " + block.id())
                .hasMessageContaining("window: 3 blocks")
                .hasMessageContaining("'sink.exactly-once.in-doubt' = 'resend'")
                .hasMessageContaining(
                        "ADD COLUMN `_flink_block` UInt64 MATERIALIZED toUInt64OrZero");
        assertThat(count("windowed")).isEqualTo(11);
    }

    @Test
    void thePolicyDecidesWhereNothingElseCan() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).inline().inDoubt().seal();
        recreate("windowed");

        assertThat(lab.policy(InDoubtPolicy.SKIP).commit(block)).containsExactly(block);
        assertThat(count("windowed")).isZero();

        lab.forgetLedger();
        lab.policy(InDoubtPolicy.RESEND).commit(block);
        assertThat(count("windowed")).isEqualTo(6);
    }

    @Test
    void aTableCreatedAnewPutsBlocksInDoubt() throws Exception {
        Committable block = lab.block("both", "a, d", SIX_ROWS).inline().fenced().inDoubt().seal();
        recreate("both");

        assertThatThrownBy(() -> lab.commit(block))
                .hasMessageContaining("created again, or exchanged");
    }

    @Test
    void aViewThatACrashLeftShortIsFilledByTheSameInsert() throws Exception {
        db.execute(
                "CREATE TABLE seen (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
        db.execute("CREATE MATERIALIZED VIEW watch TO seen AS SELECT a FROM both");
        Committable block = lab.block("both", "a, d", SIX_ROWS).inline().fenced().inDoubt().seal();
        lab.commit(block);
        lab.forgetLedger();
        db.execute("TRUNCATE TABLE seen"); // which forgets tokens, too

        lab.commit(block);
        assertThat(count("seen")).isEqualTo(6);
        assertThat(count("both")).isEqualTo(6);
    }

    @Test
    void aBlockOfThisAttemptIsNotLookedUp() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).inline().seal();
        recreate("windowed"); // an in-doubt one would be refused

        lab.commit(block);

        assertThat(count("windowed")).isEqualTo(6);
    }

    @Test
    void aMissingPayloadFailsLoudly() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).seal();
        for (Path file : blockFiles()) {
            Files.delete(file);
        }

        assertThatThrownBy(() -> lab.commit(block))
                .hasMessageContaining("sealed bytes of block " + block.id())
                .hasMessageContaining("'sink.exactly-once.spool-path'");
    }

    @Test
    void aDamagedPayloadIsNeverSent() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).seal();
        Path file = blockFiles().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> lab.retry(Duration.ofMillis(300)).commit(block))
                .hasMessageContaining("the bytes have changed since");
        assertThat(count("windowed")).isZero();
    }

    @Test
    void aTruncatedPayloadIsNeverSent() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).seal();
        Path file = blockFiles().get(0);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));

        assertThatThrownBy(() -> lab.retry(Duration.ofMillis(300)).commit(block))
                .hasMessageContaining("ends 3 bytes before");
        assertThat(count("windowed")).isZero();
    }

    @Test
    void whatTheServerRefusesForGoodFailsAtOnce() throws Exception {
        Committable block = lab.block("windowed", "a, d", SIX_ROWS).seal();
        db.execute("DROP TABLE windowed SYNC");

        assertThatThrownBy(() -> lab.commit(block))
                .hasMessageContaining("`windowed` does not exist");
        assertThat(blockFiles()).hasSize(1);
    }

    @Test
    void aForgottenTokenIsMadeUpForByTheFence() throws Exception {
        Committable block = lab.block("both", "a, d", SIX_ROWS).inline().fenced().inDoubt().seal();
        lab.commit(block);
        lab.forgetLedger();
        db.execute("ALTER TABLE both MODIFY SETTING non_replicated_deduplication_window = 0");
        db.execute("ALTER TABLE both MODIFY SETTING non_replicated_deduplication_window = 100");

        assertThat(lab.commit(block)).containsExactly(block);
        assertThat(count("both")).isEqualTo(6);
    }

    @Test
    void aClockThatRunsAheadDoublesNothing() throws Exception {
        Committable block =
                lab.block("both", "a, d", SIX_ROWS)
                        .inline()
                        .fenced()
                        .inDoubt()
                        .sealedSecondsAgo(-7200)
                        .seal();
        lab.commit(block);
        lab.forgetLedger();

        lab.commit(block);

        assertThat(count("both")).isEqualTo(6);
    }

    @Test
    void rowsThatWereDroppedAfterTheCommitStayAway() throws Exception {
        Committable block = lab.block("both", "a, d", SIX_ROWS).fenced().inDoubt().seal();
        lab.commit(block);
        db.execute("ALTER TABLE both DROP PARTITION ID '202402'");

        lab.commit(block);

        assertThat(rows("both")).containsExactly("0", "1", "3", "4", "5");
    }

    @Test
    void aTableAlteredSinceTakesTheBlock() throws Exception {
        Committable block = lab.block("both", "a, d", SIX_ROWS).fenced().inDoubt().seal();
        db.execute("ALTER TABLE both ADD COLUMN note String DEFAULT 'later'");

        lab.commit(block);

        assertThat(db.query("SELECT count() FROM both WHERE note = 'later'").get(0))
                .containsExactly("6");
    }

    @Test
    void aViewThatFailsHoldsTheBlockBackAndDoublesNothing() throws Exception {
        db.execute(
                "CREATE TABLE seen (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS"
                        + " non_replicated_deduplication_window = 100");
        db.execute(
                "CREATE MATERIALIZED VIEW watch TO seen AS SELECT a + throwIf(a = 3) AS a FROM both");
        Committable block = lab.block("both", "a, d", SIX_ROWS).fenced().inDoubt().seal();
        assertThatThrownBy(() -> lab.retry(Duration.ofMillis(300)).commit(block))
                .hasMessageContaining("FUNCTION_THROW_IF");
        db.execute("ALTER TABLE watch MODIFY QUERY SELECT a FROM both");

        lab.commit(block);

        assertThat(count("both")).isEqualTo(6);
        assertThat(count("seen")).isEqualTo(6);
    }

    @Test
    void aReplayInsertsWhatAJobLeftBehind() throws Exception {
        Committable left = lab.block("both", "a, d", SIX_ROWS).fenced().seal();
        String root = spool.toUri().toString();

        assertThat(call("list_spool(spool => '" + root + "')"))
                .containsExactly(List.of(left.id().toString(), "6", "not in the ledger"));
        assertThat(call("replay_spool(spool => '" + root + "')"))
                .containsExactly(List.of(left.id().toString(), "6", "inserted"));
        assertThat(call("list_spool(spool => '" + root + "')")).isEmpty();
        assertThat(count("both")).isEqualTo(6);
    }

    /** Returns the id, the rows and the state of each block. */
    private List<List<String>> call(String procedure) throws Exception {
        return ProcedureCatalog.texts(db, procedure, 0, 2, 5);
    }

    private void recreate(String table) {
        String ddl =
                db.query(
                                "SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = '"
                                        + table
                                        + "'")
                        .get(0)
                        .get(0);
        db.execute("DROP TABLE " + table + " SYNC");
        db.execute(ddl);
    }

    private long count(String table) {
        return Long.parseLong(db.query("SELECT count() FROM " + table).get(0).get(0));
    }

    private List<String> rows(String table) {
        return db.query("SELECT a FROM " + table + " ORDER BY a").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private List<Path> blockFiles() throws Exception {
        try (Stream<Path> files = Files.walk(spool)) {
            return files.filter(file -> file.toString().endsWith(".block")).toList();
        }
    }
}
