// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Blocks that come again when the server has forgotten their token, or remembers too much. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(60)
class ForgottenTokensITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEN = "SELECT number AS a FROM numbers(10)";
    private static final String FENCE = ", _flink_block UInt64 MATERIALIZED 0";

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private CommitLab lab;

    @BeforeEach
    void connect(ClickHouseDatabase database) {
        db = database;
        lab = new CommitLab(db, spool);
    }

    @Test
    void aRetryAsksTheFenceAndNotTheTokenAlone() throws Exception {
        create("t", FENCE, 2);
        Committable block = block().fenced().seal();

        retryAfterOtherInserts(block);

        assertThat(rowsBelow(100)).isEqualTo(10);
    }

    @Test
    void aRetryWithoutAFenceIsNotMadeOnceTheTokenMayBeForgotten() throws Exception {
        create("t", "", 2);
        Committable block = block().seal();

        assertThatThrownBy(() -> retryAfterOtherInserts(block))
                .hasStackTraceContaining("may have forgotten its token (window: 2 blocks)");

        assertThat(rowsBelow(100)).isEqualTo(10);
    }

    /** The answer is lost, and before the block is sent again others come. */
    private void retryAfterOtherInserts(Committable block) throws Exception {
        ConnectionConfig direct = db.connection();
        try (FaultProxy proxy = FaultProxy.to(direct.endpoints().get(0).port())) {
            CommitLab cut =
                    new CommitLab(
                            db,
                            spool,
                            ConnectionConfig.parse(proxy.url())
                                    .withCredentials(direct.username(), direct.password())
                                    .withDatabase(db.name()));
            proxy.onlyFor(block.id().toString())
                    .next(1, new Fault.CutAfterAnswer())
                    .next(1, new Fault.HoldRequest());
            CompletableFuture<Void> commit =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    cut.commit(block);
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            proxy.awaitHeld(1, PATIENCE);
            insertOthers(4);
            proxy.release();
            commit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void aViewThatForgetsSoonerIsNotFilledTwice() throws Exception {
        create("t", FENCE, 1000);
        create("seen", "", 2);
        db.execute("CREATE MATERIALIZED VIEW watch TO seen AS SELECT a FROM t");
        Committable block = block().fenced().inDoubt().seal();
        commitAfresh(block);
        insertOthers(4);

        commitAfresh(block);

        assertThat(rowsBelow(100)).isEqualTo(10);
        assertThat(db.query("SELECT count() FROM seen WHERE a < 100"))
                .containsExactly(List.of("10"));
    }

    @Test
    void aViewThatCameLaterAndForgetsStopsTheJob() throws Exception {
        create("t", FENCE, 1000);
        Committable block = block().fenced().inDoubt().seal();
        db.execute("CREATE TABLE seen (a UInt64) ENGINE = MergeTree ORDER BY a");
        db.execute("CREATE MATERIALIZED VIEW watch TO seen AS SELECT a FROM t");
        db.execute("INSERT INTO t (a) SELECT 1000");

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("Nothing can tell whether block")
                .hasMessageContaining("which has no deduplication window");
    }

    @Test
    void aClockThatRanAheadAtSealingProvesNoToken() throws Exception {
        create("t", "", 2);
        Committable block = block().inDoubt().sealedSecondsAgo(-120).seal();
        db.execute("INSERT INTO t SELECT a FROM (" + TEN + ") SETTINGS async_insert = 0");
        insertOthers(5);

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("may have forgotten its token");

        assertThat(rowsBelow(100)).isEqualTo(10);
    }

    /** Rows that go by time take with them the trace of their inserts. */
    @Test
    void aTableWithATtlProvesNoToken() throws Exception {
        db.execute(
                "CREATE TABLE t (a UInt64, at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY a"
                        + " TTL at + INTERVAL 1 DAY SETTINGS non_replicated_deduplication_window = 100");
        Committable block = block().inDoubt().seal();

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("which a TTL makes uncertain");
    }

    /** The server still drops the token of what it has lost. */
    @Test
    void anAcknowledgedBlockOfWhichNothingIsThereIsNotBelieved() throws Exception {
        create("t", FENCE, 100);
        Committable block = block().fenced().inDoubt().seal();
        commitAfresh(block);
        db.execute("CREATE TABLE archive AS t");
        db.execute("ALTER TABLE t MOVE PARTITION tuple() TO TABLE archive");

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("yet none of its rows is there: it remembers the token")
                .hasMessageContaining("'skip' if they were removed on purpose");

        lab.forgetLedger();
        lab.policy(InDoubtPolicy.SKIP).commit(block);
        assertThat(rowsBelow(100)).isZero();
        lab.forgetLedger();
        lab.policy(InDoubtPolicy.RESEND).commit(block);
        assertThat(rowsBelow(100)).isEqualTo(10);
    }

    @Test
    void theErrorNamesTheMutationThatMayHaveRemovedABlock() throws Exception {
        create("t", FENCE, 100);
        Committable block = block().fenced().inDoubt().seal();
        commitAfresh(block);
        db.execute("ALTER TABLE t DELETE WHERE 1 SETTINGS mutations_sync = 2");

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("yet none of its rows is there")
                .hasMessageContaining("the mutation 'mutation_2.txt' of ")
                .hasMessageContaining("'skip' if they were removed on purpose")
                .hasMessageNotContaining("ADD COLUMN");

        lab.policy(InDoubtPolicy.RESEND).commit(block);
        assertThat(rowsBelow(100)).isEqualTo(10);
    }

    @Test
    void theErrorNamesTheTtlThatMayHaveRemovedABlock() throws Exception {
        create("t", FENCE + ", at DateTime DEFAULT now() - 3600", 100);
        Committable block = block().fenced().inDoubt().seal();
        commitAfresh(block);
        db.execute("ALTER TABLE t MODIFY TTL at + INTERVAL 1 MINUTE");
        db.execute("OPTIMIZE TABLE t FINAL");

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("yet none of its rows is there")
                .hasMessageContaining("the TTL of the table may have removed the rows");
    }

    @Test
    void moreRowsThanTheBlockHasDecideNothing() throws Exception {
        create("t", FENCE, 0);
        Committable block = block().fenced().inDoubt().seal();
        String number = Long.toUnsignedString(block.block().target().fence());
        db.execute(
                "INSERT INTO t (a, _flink_block) SELECT 1000 + number, "
                        + number
                        + " FROM numbers(20) SETTINGS insert_allow_materialized_columns = 1");

        assertThatThrownBy(() -> commitAfresh(block))
                .hasMessageContaining("20 rows carry its number, so another insert has the same");
    }

    @Test
    void whatWasAcknowledgedIsInTheLedgerWhenAnotherBlockFails() throws Exception {
        db.execute(
                "CREATE TABLE t (a UInt64, CONSTRAINT small CHECK a < 1000) ENGINE = MergeTree"
                        + " ORDER BY a SETTINGS non_replicated_deduplication_window = 2");
        Committable good = block().inDoubt().seal();
        Committable bad = lab.block("t", "a", "SELECT toUInt64(5000) AS a").inDoubt().seal();

        assertThatThrownBy(() -> lab.ordered().commit(good, bad))
                .hasMessageContaining("Constraint `small`");
        insertOthers(5);
        db.execute("ALTER TABLE t DROP CONSTRAINT small");

        assertThat(lab.commit(good)).containsExactly(good);
        assertThat(rowsBelow(100)).isEqualTo(10);
    }

    @Test
    void anUntrustworthyReplacingIsRefused() throws Exception {
        db.execute(
                "CREATE TABLE t (a UInt64, v UInt64, gone UInt8) ENGINE = ReplacingMergeTree(v, gone)"
                        + " ORDER BY a SETTINGS allow_experimental_replacing_merge_with_cleanup = 1");

        assertThatThrownBy(() -> lab.check("t"))
                .hasMessageContaining("removes deleted rows when it merges")
                .hasMessageContaining("MODIFY SETTING non_replicated_deduplication_window");
    }

    private void create(String table, String columns, int window) {
        db.execute(
                "CREATE TABLE "
                        + table
                        + " (a UInt64"
                        + columns
                        + ") ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = "
                        + window);
    }

    private void insertOthers(int count) {
        for (int i = 0; i < count; i++) {
            db.execute("INSERT INTO t (a) SETTINGS async_insert = 0 VALUES (" + (100 + i) + ")");
        }
    }

    private CommitLab.Sealer block() {
        return lab.block("t", "a", TEN).inline();
    }

    /** As after a restart that forgot the ledger. */
    private void commitAfresh(Committable block) throws Exception {
        new CommitLab(db, spool.resolve(String.valueOf(System.nanoTime()))).commit(block);
    }

    private long rowsBelow(int limit) {
        return Long.parseLong(db.query("SELECT count() FROM t WHERE a < " + limit).get(0).get(0));
    }
}
