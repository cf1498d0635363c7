// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests commits under faults of the network and the server. */
@ExtendWith(ClickHouseExtension.class)
class CommitFaultsITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FENCE = "_flink_block UInt64 MATERIALIZED 0";
    private static final String TEN = "SELECT number AS a FROM numbers(10)";

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private FaultProxy proxy;
    private CommitLab lab;

    @BeforeEach
    void standBetween(ClickHouseDatabase database) {
        db = database;
        ConnectionConfig direct = db.connection();
        proxy = FaultProxy.to(direct.endpoints().get(0).port());
        lab =
                new CommitLab(
                        db,
                        spool,
                        ConnectionConfig.parse(proxy.url())
                                .withCredentials(direct.username(), direct.password())
                                .withDatabase(db.name()));
        db.execute(
                "CREATE TABLE windowed (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
        db.execute("CREATE TABLE fenced (a UInt64, " + FENCE + ") ENGINE = MergeTree ORDER BY a");
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"windowed", "fenced"})
    void aLostAnswerDoublesNothing(String table) throws Exception {
        proxy.next(3, new Fault.CutAfterAnswer());

        lab.commit(block(table).seal());

        assertThat(count(table)).isEqualTo(10);
    }

    @Test
    void answersLostForGoodAreMadeUpForByTheFence() throws Exception {
        proxy.always(new Fault.CutAfterAnswer());

        lab.commit(block("fenced").seal());

        assertThat(count("fenced")).isEqualTo(10);
        assertThat(proxy.hits()).isEqualTo(1);
    }

    @Test
    void anAnswerLostForGoodIsResolvedAfterTheRestart() throws Exception {
        Committable block = block("windowed").inDoubt().seal();
        proxy.always(new Fault.CutAfterAnswer());
        assertThatThrownBy(() -> lab.retry(Duration.ofMillis(300)).commit(block))
                .isInstanceOf(IOException.class);

        proxy.heal();
        lab.commit(block);

        assertThat(count("windowed")).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"windowed, false", "fenced, false", "windowed, true", "fenced, true"})
    void aConnectionCutBeforeOrWithinTheRequestLosesNothing(String table, boolean midway)
            throws Exception {
        proxy.next(2, midway ? new Fault.CutMidway() : new Fault.CutBefore());

        lab.commit(block(table).seal());

        assertThat(count(table)).isEqualTo(10);
    }

    @Test
    void aRequestDamagedOnItsWayIsNotStored() throws Exception {
        proxy.next(1, new Fault.Corrupt());
        Committable block = block("windowed").seal();

        try {
            lab.commit(block);
        } catch (IOException e) {
            lab.commit(block); // as after the restart that follows
        }

        assertThat(db.query("SELECT count(), sum(a) FROM windowed").get(0))
                .containsExactly("10", "45");
    }

    @Test
    void aZombieThatArrivesAfterItsRetryIsDropped() throws Exception {
        Committable block = block("windowed").inDoubt().seal();
        proxy.next(1, new Fault.HoldRequest());
        CompletableFuture<Void> zombie = commitInBackground(block);
        proxy.awaitHeld(1, PATIENCE);

        new CommitLab(db, spool).commit(block); // the new attempt, by another way
        assertThat(count("windowed")).isEqualTo(10);
        proxy.release();
        zombie.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(count("windowed")).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "500, 252, TOO_MANY_PARTS. Merges are processing significantly slower than inserts",
        "500, 242, TABLE_IS_READ_ONLY",
        "500, 319, UNKNOWN_STATUS_OF_INSERT",
        "500, 241, MEMORY_LIMIT_EXCEEDED",
        "500, 999, KEEPER_EXCEPTION",
        "200, 159, TIMEOUT_EXCEEDED behind a good status",
        "504, 0, Gateway Time-out",
        "503, 0, Service Unavailable"
    })
    void whatPassesIsTriedAgain(int status, int code, String text) throws Exception {
        proxy.next(3, new Fault.Answer(status, code, "Code: " + code + ". DB::Exception: " + text));

        lab.commit(block("windowed").seal());

        assertThat(count("windowed")).isEqualTo(10);
        assertThat(proxy.hits()).isEqualTo(4);
    }

    @Test
    void aCommitThatAlwaysFailsFailsTheJobAndKeepsThePayload() throws Exception {
        Committable block = block("windowed").seal();
        proxy.always(new Fault.Answer(500, 242, "Code: 242. DB::Exception: TABLE_IS_READ_ONLY"));

        assertThatThrownBy(() -> lab.retry(Duration.ofMillis(500)).commit(block))
                .hasMessageContaining("242");
        proxy.heal();
        lab.commit(block);

        assertThat(count("windowed")).isEqualTo(10);
    }

    @Test
    void tooManyPartitionsInABlockFailAtOnce() throws Exception {
        db.execute(
                "CREATE TABLE split (a UInt64) ENGINE = MergeTree PARTITION BY a ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
        Committable block = lab.block("split", "a", "SELECT number AS a FROM numbers(150)").seal();

        assertThatThrownBy(() -> lab.commit(block)).hasMessageContaining("partitions");
        assertThat(proxy.hits()).isEqualTo(1);
        assertThat(count("split")).isZero();
    }

    @Test
    void blocksOverlap() throws Exception {
        proxy.next(2, new Fault.HoldRequest());
        Committable[] blocks = sixBlocks();
        CompletableFuture<Void> commit = commitInBackground(blocks);

        proxy.awaitHeld(2, PATIENCE);
        proxy.release();
        commit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(count("windowed")).isEqualTo(60);
    }

    @Test
    void whereTheirOrderMattersNoBlockOvertakesAnother() throws Exception {
        db.execute("SYSTEM STOP MERGES windowed");
        proxy.next(5, new Fault.CutBefore());

        lab.ordered().commit(sixBlocks());

        assertThat(
                        db.query(
                                "SELECT groupArray(first) FROM (SELECT min(a) AS first FROM windowed"
                                        + " GROUP BY _part ORDER BY min(_block_number))"))
                .containsExactly(List.of("[0,10,20,30,40,50]"));
    }

    @Test
    void whereTheirOrderMattersNoneFollowsOneThatFailed() throws Exception {
        Committable[] blocks = sixBlocks();
        proxy.onlyFor(blocks[0].id().toString()).always(new Fault.CutBefore());

        assertThatThrownBy(() -> lab.ordered().retry(Duration.ofMillis(300)).commit(blocks))
                .isInstanceOf(IOException.class);

        assertThat(count("windowed")).isZero();
    }

    @Test
    void aCrashBetweenBlocksLeavesEachOnce() throws Exception {
        Committable[] blocks = sixBlocks();
        proxy.next(3, Fault.PASS);
        proxy.always(new Fault.CutAfterAnswer());
        assertThatThrownBy(() -> lab.retry(Duration.ofMillis(300)).commit(blocks))
                .isInstanceOf(IOException.class);

        proxy.heal();
        lab.commit(blocks);

        assertThat(db.query("SELECT count(), uniqExact(a) FROM windowed").get(0))
                .containsExactly("60", "60");
    }

    @Test
    void cancellingInterruptsACommit() throws Exception {
        proxy.always(new Fault.HoldRequest());
        Committable block = block("windowed").seal();
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread task =
                new Thread(
                        () -> {
                            try {
                                lab.commit(block);
                                outcome.complete(null);
                            } catch (Throwable e) {
                                outcome.complete(e);
                            }
                        });
        task.start();
        proxy.awaitHeld(1, PATIENCE);
        task.interrupt();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    private CompletableFuture<Void> commitInBackground(Committable... blocks) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        lab.commit(blocks);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private Committable[] sixBlocks() throws Exception {
        Committable[] blocks = new Committable[6];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] =
                    lab.block(
                                    "windowed",
                                    "a",
                                    "SELECT number + " + 10 * i + " AS a FROM numbers(10)")
                            .inDoubt()
                            .seal();
        }
        return blocks;
    }

    private CommitLab.Sealer block(String table) {
        CommitLab.Sealer block = lab.block(table, "a", TEN);
        return table.equals("fenced") ? block.fenced() : block;
    }

    private long count(String table) {
        return Long.parseLong(db.query("SELECT count() FROM " + table).get(0).get(0));
    }
}
