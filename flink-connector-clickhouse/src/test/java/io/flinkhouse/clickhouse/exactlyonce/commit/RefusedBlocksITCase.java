// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests blocks of 20 rows or messages of which the server refuses each fifth, with a committer that
 * is killed or loses its connection: the others, and each dead letter, are stored once.
 */
@ExtendWith(ClickHouseExtension.class)
@Timeout(60)
class RefusedBlocksITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WINDOW = " SETTINGS non_replicated_deduplication_window = 100";
    private static final long OLD = 100_000;

    @TempDir Path spool;
    private ClickHouseDatabase db;
    private FaultProxy proxy;

    @BeforeEach
    void standBetween(ClickHouseDatabase database) {
        db = database;
        proxy = FaultProxy.to(db.connection().endpoints().get(0).port());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void connectionsCutDuringTheSearch(BlockKind kind) throws Exception {
        create("", WINDOW);
        proxy.onlyFor("flinkhouse_dry_run")
                .next(2, Fault.PASS)
                .next(1, new Fault.CutBefore())
                .next(1, new Fault.CutAfterAnswer())
                .next(1, new Fault.CutMidway());

        throughProxy().commit(block(kind, 0));

        assertThat(proxy.planned()).isZero();
        assertEverythingOnce();
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void aKillDuringTheSearch(BlockKind kind) throws Exception {
        create("", WINDOW);
        Committable block = block(kind, 0);
        proxy.onlyFor("flinkhouse_dry_run").next(5, Fault.PASS).always(new Fault.HoldRequest());
        killWhileHeld(block);
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));

        commit(block);

        assertEverythingOnce();
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void aKillBetweenTheLettersAndTheOthers(BlockKind kind) throws Exception {
        create("", WINDOW);
        Committable block = block(kind, 0);
        atTheInsertOfTheOthers(block).always(new Fault.HoldRequest());
        killWhileHeld(block);
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("4"));

        commit(block);

        assertEverythingOnce();
    }

    /** Letters that a lightweight DELETE has removed stay in their part until it is merged. */
    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void aKillAfterLettersThatAreDealtWith(BlockKind kind) throws Exception {
        create("", WINDOW);
        db.execute(new DeadLetterTable(new TablePath(db.name(), "dead"), "_flink_block").ddl());
        db.execute("ALTER TABLE dead MODIFY SETTING non_replicated_deduplication_window = 0");
        Committable block = block(kind, 0);
        atTheInsertOfTheOthers(block).always(new Fault.HoldRequest());
        killWhileHeld(block);
        db.execute("DELETE FROM dead WHERE 1");

        commit(block);

        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("0"));
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void aKillAfterLettersThatOnlyTheirFenceTells(BlockKind kind) throws Exception {
        create("", WINDOW);
        db.execute(new DeadLetterTable(new TablePath(db.name(), "dead"), "_flink_block").ddl());
        db.execute("ALTER TABLE dead MODIFY SETTING non_replicated_deduplication_window = 0");
        Committable block = block(kind, 0);
        atTheInsertOfTheOthers(block).always(new Fault.HoldRequest());
        killWhileHeld(block);
        assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("4"));

        commit(block);

        assertEverythingOnce();
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void aLostAnswerAboutTheOthers(BlockKind kind) throws Exception {
        create("", WINDOW);
        Committable block = block(kind, 0);
        atTheInsertOfTheOthers(block).next(1, new Fault.CutAfterAnswer());

        throughProxy().commit(block);

        assertThat(proxy.planned()).isZero();
        assertEverythingOnce();
    }

    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void aKillAfterTheOthersWereStored(BlockKind kind) throws Exception {
        create("", WINDOW);
        Committable block = block(kind, 0);
        atTheInsertOfTheOthers(block).always(new Fault.HoldAnswer());
        killWhileHeld(block);

        commit(block);

        assertEverythingOnce();
    }

    /**
     * The fence counts fewer rows than the block has, and says for each partition that it is there.
     */
    @Test
    void rowsAreFoundByTheirFenceWhereTheTokenIsForgotten() throws Exception {
        create("PARTITION BY abs(a) % 3", "");
        Committable block = block(BlockKind.ROWS, OLD);
        commit(block);
        commit(block);
        assertEverythingOnce();

        db.execute("ALTER TABLE t DROP PARTITION ID '1'");
        commit(block);
        assertEverythingOnce();
    }

    /** A partition of which all rows are refused never comes to be. */
    @Test
    void aPartitionThatIsNeverThereBringsNoSecondLetter() throws Exception {
        create("PARTITION BY abs(a) % 5", "");
        Committable block = block(BlockKind.ROWS, OLD);
        commit(block);
        commit(block);

        assertEverythingOnce();
    }

    @Test
    void theBlockIsRefusedAsEverWhereNothingMayBeLeftOut() throws Exception {
        create("", WINDOW);
        Committable block = block(BlockKind.ROWS, 0);

        assertThatThrownBy(() -> new CommitLab(db, spool).commit(block))
                .hasMessageContaining("Constraint `positive`");
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    /** First comes the block, then the letters, then what is left of the block. */
    private FaultProxy atTheInsertOfTheOthers(Committable block) {
        return proxy.onlyFor("insert_deduplication_token=" + block.id()).next(2, Fault.PASS);
    }

    private void create(String partitions, String window) {
        db.execute(
                "CREATE TABLE t (a Int64, _flink_block UInt64 MATERIALIZED "
                        + FenceColumn.VALUE
                        + ", CONSTRAINT positive CHECK a > 0) ENGINE = MergeTree "
                        + partitions
                        + " ORDER BY a"
                        + window);
    }

    /** The numbers to 20, each fifth of them below zero. */
    private Committable block(BlockKind kind, long secondsAgo) throws Exception {
        CommitLab lab = new CommitLab(db, spool);
        return switch (kind) {
            case ROWS ->
                    lab.block(
                                    "t",
                                    "a",
                                    "SELECT toInt64(if(number % 5 = 0, -number, number)) AS a"
                                            + " FROM numbers(1, 20)")
                            .fenced()
                            .inline()
                            .inDoubt()
                            .sealedSecondsAgo(secondsAgo)
                            .seal();
            case MESSAGES ->
                    lab.messages(
                            "t",
                            secondsAgo,
                            IntStream.rangeClosed(1, 20)
                                    .mapToObj(i -> "{\"a\":" + (i % 5 == 0 ? -i : i) + "}")
                                    .toArray(String[]::new));
        };
    }

    private CommitLab throughProxy() {
        ConnectionConfig direct = db.connection();
        return new CommitLab(
                        db,
                        spool,
                        ConnectionConfig.parse(proxy.url())
                                .withCredentials(direct.username(), direct.password())
                                .withDatabase(db.name()))
                .letters("dead");
    }

    /** As after a restart that forgot the ledger. */
    private void commit(Committable block) throws Exception {
        Path place = spool.resolve(String.valueOf(System.nanoTime()));
        new CommitLab(db, place).letters("dead").commit(block);
    }

    private void killWhileHeld(Committable block) throws Exception {
        CompletableFuture<Exception> end = new CompletableFuture<>();
        Thread task =
                new Thread(
                        () -> {
                            try {
                                throughProxy().commit(block);
                                end.complete(null);
                            } catch (Exception e) {
                                end.complete(e);
                            }
                        });
        task.start();
        proxy.awaitHeld(1, PATIENCE);
        task.interrupt();
        task.join(PATIENCE.toMillis());
        assertThat(end).isCompletedWithValueMatching(e -> e instanceof Exception);
        proxy.forget();
    }

    private void assertEverythingOnce() {
        assertThat(db.query("SELECT count(), uniqExact(a), min(a), max(a) FROM t"))
                .containsExactly(List.of("16", "16", "1", "19"));
        assertThat(
                        db.query(
                                "SELECT JSONExtractInt(raw_message, 'a') AS a, kind, error LIKE"
                                        + " '%`positive`%' FROM dead ORDER BY a DESC"))
                .containsExactly(
                        List.of("-5", "refused-by-server", "1"),
                        List.of("-10", "refused-by-server", "1"),
                        List.of("-15", "refused-by-server", "1"),
                        List.of("-20", "refused-by-server", "1"));
    }
}
