// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.DeleteMode;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.sink.ChangelogOptions;
import io.flinkhouse.clickhouse.sink.ClickHouseSink;
import io.flinkhouse.clickhouse.sink.WriterHarness;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;
import io.flinkhouse.clickhouse.testutils.process.ServerProcess;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Commits to a table with two replicas that lag behind, are lost, and die. */
class ReplicatedTableITCase extends TwoReplicas {

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

    /** The request waits before one replica while its retry goes to the other. */
    @Test
    void aDeleteByKeyThatArrivesAfterItsRetryLeavesTheNextRow() throws Exception {
        db.execute(
                "CREATE TABLE t (k Int64, v Int64) ENGINE = ReplicatedMergeTree("
                        + ReplicatedDatabase.REPLICA
                        + ") ORDER BY k");
        try (FaultProxy proxy = FaultProxy.to(replicas.replica(R1).httpPort());
                WriterHarness<RowData> task = WriterHarness.open(keyed(proxy))) {
            proxy.onlyFor("DELETE FROM").next(1, new Fault.HoldRequest());
            task.write(GenericRowData.ofKind(RowKind.INSERT, 1L, 1L));
            task.endInput();
            task.write(GenericRowData.ofKind(RowKind.DELETE, 1L, 1L));
            task.write(GenericRowData.ofKind(RowKind.INSERT, 1L, 2L));
            task.endInput();
            proxy.release();
            proxy.awaitLate(1, Duration.ofSeconds(30));
        }
        requireRows(1);
        assertThat(db.value(R1, "SELECT v FROM t")).isEqualTo("2");
    }

    private ClickHouseSink<RowData> keyed(FaultProxy proxy) {
        int other = replicas.replica(R2).httpPort();
        return ClickHouseSink.<RowData>builder()
                .url(proxy.url() + ",127.0.0.1:" + other)
                .username("default")
                .clientOption("socket_timeout", "1 s")
                .table(db.name(), "t")
                .columns("k", "v")
                .changelog(ChangelogOptions.upsertBy("k").deletes(DeleteMode.LIGHTWEIGHT_DELETE))
                .rows(RowMapping.rowData())
                .build();
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

    private long inserts(int replica) {
        return Long.parseLong(
                db.value(
                        replica,
                        "SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND query LIKE '%"
                                + db.name()
                                + "%'"));
    }

    private void makeReadOnly(int replica) {
        String name = db.value(replica, "SELECT getMacro('replica')");
        db.on(replica).execute("DETACH TABLE t");
        db.on(1 - replica).execute("SYSTEM DROP REPLICA '" + name + "' FROM TABLE t");
        db.on(replica).execute("ATTACH TABLE t");
    }
}
