// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;
import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Commits to a table with two replicas that lag behind, are lost, and die. */
@ExtendWith(ClickHouseExtension.class)
class ReplicatedTableITCase {

    private static final int R1 = 0;
    private static final int R2 = 1;
    private static final String FENCED =
            "CREATE TABLE t (a UInt64, _flink_block UInt64 MATERIALIZED 0) ENGINE = ReplicatedMergeTree("
                    + ReplicatedDatabase.REPLICA
                    + ") ORDER BY a";
    private static final String WINDOWED =
            "CREATE TABLE t (a UInt64) ENGINE = ReplicatedMergeTree("
                    + ReplicatedDatabase.REPLICA
                    + ") ORDER BY a";

    private static ClickHouseReplicas replicas;

    @TempDir Path spool;
    private ReplicatedDatabase db;

    @BeforeAll
    static void start() {
        replicas = ClickHouseReplicas.start(2);
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    @BeforeEach
    void createDatabase() {
        db = replicas.database();
    }

    @AfterEach
    void drop() {
        db.close();
    }

    @Test
    void aBlockInDoubtIsFoundThroughEachReplica() throws Exception {
        db.execute(WINDOWED);
        Committable block = windowed().inDoubt().seal();
        through(R1).commit(block);
        forgetLedger();

        through(R2).commit(block);

        requireRows(10);
    }

    @Test
    void aBlockThatOnlyAnotherReplicaHasIsNotRepeated() throws Exception {
        db.execute(FENCED);
        db.stopFetches(R2, "t");
        Committable block = fenced().inDoubt().seal();
        through(R1).commit(block);
        forgetLedger();

        through(R2).commit(block);

        db.startFetches(R2, "t");
        requireRows(10);
    }

    @Test
    void aReplicaThatDiesDuringTheCommitIsReplacedByAnother() throws Exception {
        db.execute(FENCED);
        Committable[] blocks = new Committable[20];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = fenced().inDoubt().seal();
        }
        CompletableFuture<Void> commit = inBackground(through(R1, R2), blocks);
        await("a block to arrive", () -> rows(R2) > 0);
        replicas.replica(R1).kill();

        commit.get(60, TimeUnit.SECONDS);
        replicas.replica(R1).restart();

        requireRows(200);
    }

    @Test
    void aReplicaThatIsReadOnlyIsSkippedWithinSeconds() throws Exception {
        db.execute(WINDOWED);
        Committable block = windowed().seal();
        makeReadOnly(R1);
        long start = System.nanoTime();

        through(R1, R2).commit(block);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(rows(R2)).isEqualTo(10);
    }

    @Test
    void keeperThatIsAwayIsWaitedFor() throws Exception {
        db.execute(FENCED);
        Committable block = fenced().inDoubt().seal();
        replicas.zooKeeper().kill();
        CompletableFuture<Void> commit = inBackground(through(R1, R2), block);
        Await.never("acknowledged without Keeper", Duration.ofMillis(500), commit::isDone);
        replicas.zooKeeper().restart();

        commit.get(60, TimeUnit.SECONDS);

        requireRows(10);
    }

    @Test
    void aQuorumIsWaitedForBeforeABlockIsTakenAsDone() throws Exception {
        db.execute(FENCED);
        db.stopFetches(R2, "t");
        Committable block = fenced().inDoubt().seal();
        CompletableFuture<Void> commit = inBackground(withQuorum(R1, R2), block);
        await("the rows on one replica", () -> rows(R1) > 0);
        Await.never("acknowledged by one replica", Duration.ofSeconds(2), commit::isDone);
        db.startFetches(R2, "t");

        commit.get(60, TimeUnit.SECONDS);

        assertThat(rows(R2)).isEqualTo(10);
        requireRows(10);
    }

    @Test
    void aRetryUnderQuorumThatIsAcknowledgedWithoutItsRowsIsRepeated() throws Exception {
        db.execute(FENCED);
        db.stopFetches(R2, "t");
        Committable block = fenced().inDoubt().seal();
        CompletableFuture<Void> first = inBackground(withQuorum(R1), block);
        await("the rows on one replica", () -> rows(R1) > 0);
        CompletableFuture<Void> commit = inBackground(withQuorum(R2), block);
        await("the retry to run", () -> inserts(R2) > 0);
        replicas.replica(R1).kill();
        db.startFetches(R2, "t");
        await("the retry to end", () -> inserts(R2) == 0);
        replicas.replica(R1).restart();

        commit.get(60, TimeUnit.SECONDS);
        first.get(60, TimeUnit.SECONDS);

        requireRows(10);
    }

    /** All go through the replica whose table has another UUID than the one that sealed. */
    @Test
    void theUuidOfATableIsNotThatOfItsReplicas() throws Exception {
        db.execute(FENCED);
        Committable block = fenced().inDoubt().seal();

        through(R2).commit(block);

        requireRows(10);
    }

    @Test
    void aJobThatMayLoseRowsWithAReplicaIsWarned() throws Exception {
        db.execute(FENCED);

        assertThat(through(R1).check("t").warnings(1))
                .singleElement()
                .asString()
                .contains("2 replicas")
                .contains("'settings.insert_quorum' = '2'");
        assertThat(withQuorum(R1).check("t").warnings(1)).isEmpty();
    }

    /** More rounds with {@code -Dreplicas.storm.rounds=200}. */
    @Test
    void everyBlockIsThereOnceWhateverDies() throws Exception {
        db.execute(FENCED);
        long seed = Long.getLong("replicas.storm.seed", System.nanoTime());
        Random random = new Random(seed);
        int blocks = 0;
        for (int i = 0; i < Integer.getInteger("replicas.storm.rounds", 1); i++) {
            Committable[] some = new Committable[30];
            for (int j = 0; j < some.length; j++) {
                String rows = "SELECT number + " + 10 * blocks++ + " AS a FROM numbers(10)";
                some[j] = block(rows).fenced().inDoubt().seal();
            }
            CompletableFuture<Void> commit = inBackground(withQuorum(R1, R2), some);
            int before = 10 * random.nextInt(some.length);
            long there = 10L * (blocks - some.length);
            await("some blocks", () -> commit.isDone() || rows(R1) >= there + before);
            ServerProcess victim = server(random.nextInt(3));
            victim.kill();
            victim.restart();
            commit.get(60, TimeUnit.SECONDS);
            forgetLedger();
            withQuorum(R2, R1).commit(some);
        }

        requireRows(10L * blocks);
        assertThat(db.value(R1, "SELECT uniqExact(a) FROM t"))
                .as("-Dreplicas.storm.seed=" + seed)
                .isEqualTo(String.valueOf(10 * blocks));
    }

    private static ServerProcess server(int one) {
        return one == 2 ? replicas.zooKeeper() : replicas.replica(one);
    }

    private CommitLab.Sealer fenced() {
        return windowed().fenced();
    }

    private CommitLab.Sealer windowed() {
        return block("SELECT number AS a FROM numbers(10)");
    }

    private CommitLab.Sealer block(String rows) {
        return through(R1).block("t", "a", rows).inline();
    }

    /** Committers that use these replicas, in this order. */
    private CommitLab through(int... order) {
        return new CommitLab(db.on(R1), spool, db.connection(order));
    }

    private CommitLab withQuorum(int... order) {
        ConnectionConfig connection =
                db.connection(order)
                        .withSettings(
                                Map.of("insert_quorum", "2", "insert_quorum_timeout", "1000"));
        return new CommitLab(db.on(R1), spool, connection);
    }

    private static CompletableFuture<Void> inBackground(CommitLab lab, Committable... blocks) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        lab.commit(blocks);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private void forgetLedger() throws Exception {
        through(R1).forgetLedger();
    }

    private void makeReadOnly(int replica) {
        String name = db.value(replica, "SELECT getMacro('replica')");
        db.on(replica).execute("DETACH TABLE t");
        db.on(1 - replica).execute("SYSTEM DROP REPLICA '" + name + "' FROM TABLE t");
        db.on(replica).execute("ATTACH TABLE t");
    }

    /** Each replica has so many rows in the end. */
    private void requireRows(long expected) {
        for (int replica : new int[] {R1, R2}) {
            await(
                    "replica " + replica + " to be writable",
                    () -> state(replica, "is_readonly").equals("0"));
            db.sync(replica, "t");
            assertThat(rows(replica)).isEqualTo(expected);
        }
    }

    private long rows(int replica) {
        return Long.parseLong(db.value(replica, "SELECT count() FROM t"));
    }

    private long inserts(int replica) {
        return Long.parseLong(
                db.value(
                        replica,
                        "SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND query LIKE '%"
                                + db.name()
                                + "%'"));
    }

    private String state(int replica, String column) {
        return db.value(
                replica,
                "SELECT "
                        + column
                        + " FROM system.replicas WHERE table = 't' AND database = '"
                        + db.name()
                        + "'");
    }

    private static void await(String what, BooleanSupplier condition) {
        Await.until(what, Duration.ofSeconds(30), condition);
    }
}
