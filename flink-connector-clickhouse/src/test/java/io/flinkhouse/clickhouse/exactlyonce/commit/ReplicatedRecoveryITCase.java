// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.InDoubtPolicy;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Blocks in doubt of a replicated table that forgets tokens, loses rows, or is created anew. */
class ReplicatedRecoveryITCase extends TwoReplicas {

    /** Remembers so many entries; a cleanup that starts forgets the others at once. */
    private static final String FORGETFUL = " SETTINGS replicated_deduplication_window = 6";

    @Test
    void partitionsCountInTheWindowOfTheTable() throws Exception {
        db.execute(partitioned(WINDOWED) + FORGETFUL);
        Committable block = windowed().inDoubt().seal();
        through(R1).commit(block);
        forgetLedger();
        forgetTokens(2); // in each partition fewer entries than the window, in all of them more

        assertThatThrownBy(() -> through(R1).commit(block))
                .hasMessageContaining("Nothing can tell whether")
                .hasMessageContaining("window: 6 blocks");
        requireForgotten(block);
    }

    @Test
    void theWarningCountsThePartitions() throws Exception {
        db.execute(partitioned(WINDOWED) + " SETTINGS replicated_deduplication_window = 300");
        db.on(R1).execute("INSERT INTO t SELECT number FROM numbers(3)");

        assertThat(withQuorum(R1).check("t").warnings(2))
                .singleElement()
                .asString()
                .contains("300 blocks holds about 50 checkpoints of 2 subtasks")
                .contains("3 partitions");
    }

    @Test
    void theWindowIsThatOfTheServersReplicatedTables() throws Exception {
        db.execute(WINDOWED);

        assertThat(withQuorum(R1).check("t").explanation())
                .contains("(window: " + WINDOW_OF_SERVER + " blocks, ");
    }

    @Test
    void anotherWritersSequentialQuorumHidesNothing() throws Exception {
        db.execute(FENCED + FORGETFUL);
        db.on(R1)
                .execute(
                        "INSERT INTO t SETTINGS insert_quorum = 2, insert_quorum_parallel = 0 SELECT 1000");
        Committable block = commitLongAgo();

        through(R1).commit(block);

        requireRowsOfBlocks(10);
    }

    @Test
    void aReplicaThatLagsIsNotBelievedOutsideTheWindow() throws Exception {
        db.execute(FENCED + FORGETFUL);
        db.stopFetches(R2, "t");
        Committable block = commitLongAgo();
        CompletableFuture<Void> commit = inBackground(through(R2), block);
        Await.never("believed", Duration.ofSeconds(1), commit::isDone);
        db.startFetches(R2, "t");

        commit.get(60, TimeUnit.SECONDS);

        requireRowsOfBlocks(10);
    }

    @Test
    void aReplicaThatLagsCountsTheInsertsOfOthers() throws Exception {
        db.execute(WINDOWED + FORGETFUL);
        Committable block = windowed().inDoubt().seal();
        through(R1).commit(block);
        forgetLedger();
        db.sync(R2, "t");
        db.stopFetches(R2, "t");
        forgetTokens(6);

        assertThatThrownBy(() -> through(R2).commit(block))
                .hasMessageContaining("Nothing can tell whether")
                .hasMessageContaining("window: 6 blocks");
        requireForgotten(block);
    }

    /** The balancer sends each request to another replica, one of which lags. */
    @Test
    void replicasBehindABalancerDoNotVouchForEachOther() throws Exception {
        db.execute(FENCED + FORGETFUL);
        db.stopFetches(R2, "t");
        Committable block = commitLongAgo();
        int r1 = replicas.replica(R1).httpPort();
        int r2 = replicas.replica(R2).httpPort();
        int[] turns = {r1, r1, r2, r2};
        for (int i = 0; i < turns.length; i++) {
            forgetLedger();
            int[] shifted = {turns[i], turns[(i + 1) % 4], turns[(i + 2) % 4], turns[(i + 3) % 4]};
            try (FaultProxy balancer = FaultProxy.to(shifted)) {
                unsynced(balancer).commit(block);
            }
        }

        requireRowsOfBlocks(10);
    }

    /** Only time decides on a young part, and longer than a server that is away is waited for. */
    @Test
    void aYoungPartIsWaitedForBeyondTheRetries() throws Exception {
        db.execute(FENCED + FORGETFUL);
        Committable block = commitAndForget();
        CompletableFuture<Void> commit =
                inBackground(through(R1).retry(Duration.ofMillis(200)), block);
        Await.never("decided", Duration.ofSeconds(2), commit::isDone);
        merge(); // then its part is not a young one any more

        commit.get(60, TimeUnit.SECONDS);

        requireRowsOfBlocks(10);
    }

    @Test
    void rowsThatKeeperDoesNotKnowAreSentAgain() throws Exception {
        db.execute(FENCED);
        Committable block = phantom();

        through(R1).commit(block);
        forgetLedger();
        through(R2).commit(block);

        db.sync(R2, "t");
        assertThat(rows(R2)).isEqualTo(10);
        replicas.replica(R1).restart();
        requireRows(10);
    }

    /** Inserts under faults until there are rows that only one replica can read. */
    private Committable phantom() throws Exception {
        for (int seed = 1; seed < 300; seed++) {
            Committable block = fenced().inDoubt().seal();
            try {
                db.on(R1)
                        .execute(
                                "INSERT INTO t (a, _flink_block) SETTINGS insert_deduplication_token = '"
                                        + block.id()
                                        + "', insert_allow_materialized_columns = 1,"
                                        + " insert_keeper_fault_injection_probability = 0.3,"
                                        + " insert_keeper_max_retries = 0,"
                                        + " insert_keeper_fault_injection_seed = "
                                        + seed
                                        + " SELECT number, "
                                        + Long.toUnsignedString(block.block().target().fence())
                                        + " FROM numbers(10)");
            } catch (IllegalStateException e) {
                db.sync(R2, "t");
                if (e.getMessage().contains("Code: 319") && rows(R1) > rows(R2)) {
                    return block;
                }
            }
            db.execute("TRUNCATE TABLE t");
        }
        throw new AssertionError("no insert of unknown outcome is readable");
    }

    /** Then a new replica takes its place, without which there is no quorum. */
    @Test
    void aBlockWhoseOnlyHolderIsDroppedIsSentAgain() throws Exception {
        db.execute(FENCED);
        db.stopFetches(R2, "t");
        Committable block = fenced().inDoubt().seal();
        assertThatThrownBy(() -> withQuorum(R1).retry(Duration.ZERO).commit(block))
                .hasMessageContaining("Code: 319");
        String r1 = db.value(R1, "SELECT getMacro('replica')");
        db.on(R1).execute("DETACH TABLE t");
        db.on(R2).execute("SYSTEM DROP REPLICA '" + r1 + "' FROM TABLE t");
        db.startFetches(R2, "t");
        CompletableFuture<Void> commit = inBackground(withQuorum(R2), block);
        db.on(R1).execute("ATTACH TABLE t");
        db.on(R1).execute("DROP TABLE t SYNC");
        db.on(R1).execute(FENCED);

        commit.get(60, TimeUnit.SECONDS);

        requireRows(10);
    }

    @Test
    void aBlockAcknowledgedByAReplicaThatDiesIsThereOnce() throws Exception {
        db.execute(FENCED);
        Committable block = fenced().inDoubt().seal();
        withQuorum(R1, R2).commit(block);
        forgetLedger();
        replicas.replica(R1).kill();

        through(R1, R2).commit(block);

        assertThat(rows(R2)).isEqualTo(10);
        replicas.replica(R1).restart();
        requireRows(10);
    }

    /** Its token outlives the rows, so that no attempt brings them back. */
    @Test
    void aBlockOfWhichAMutationHasRemovedTheRowsIsAsked() throws Exception {
        db.execute(FENCED);
        Committable block = fenced().inDoubt().seal();
        withQuorum(R1).commit(block);
        forgetLedger();
        db.on(R1).execute("ALTER TABLE t DELETE WHERE 1 SETTINGS mutations_sync = 2");

        assertThatThrownBy(() -> withQuorum(R1).commit(block))
                .hasMessageContaining("it remembers the token, and the mutation '0000000000' of ");
        forgetLedger();
        withQuorum(R1).policy(InDoubtPolicy.RESEND).commit(block);

        requireRows(10);
    }

    /** Its path is the same, so that nothing tells it from the table that was dropped. */
    @Test
    void aTableCreatedAnewAtTheSamePathTakesTheBlock() throws Exception {
        db.execute(WINDOWED);
        Committable block = windowed().inDoubt().seal();
        through(R1).commit(block);
        forgetLedger();
        db.execute("DROP TABLE t SYNC");
        db.execute(WINDOWED);

        through(R2).commit(block);

        requireRows(10);
    }

    @Test
    void anotherTableUnderTheNameIsNoticed() throws Exception {
        db.execute(WINDOWED);
        Committable block = windowed().inDoubt().seal();
        db.execute("DROP TABLE t SYNC");
        db.execute(WINDOWED.replace("{table}", "another"));

        assertThatThrownBy(() -> through(R2).commit(block))
                .hasMessageContaining("dropped and created again, or exchanged");
    }

    private static String partitioned(String create) {
        return create.replace("ORDER BY", "PARTITION BY a % 3 ORDER BY");
    }

    /** Outside the window, forgotten by server and ledger, in a part that stays. */
    private Committable commitLongAgo() throws Exception {
        Committable block = commitAndForget();
        merge();
        return block;
    }

    private void merge() {
        db.execute("SYSTEM START MERGES t");
        db.on(R1).execute("OPTIMIZE TABLE t FINAL");
    }

    /** Forgotten by server and ledger, in a part that is young. */
    private Committable commitAndForget() throws Exception {
        Committable block = fenced().inDoubt().sealedSecondsAgo(3600).seal();
        db.execute("SYSTEM STOP MERGES t");
        through(R1).commit(block);
        forgetLedger();
        forgetTokens(6);
        return block;
    }

    /** Others insert so often that the server forgets what was before. */
    private void forgetTokens(int inserts) {
        String marker =
                "INSERT INTO t (a) SETTINGS insert_deduplication_token = 'marker' SELECT 1000";
        db.on(R1).execute(marker);
        for (int i = 0; i < inserts; i++) {
            db.on(R1)
                    .execute(
                            "INSERT INTO t (a) SETTINGS insert_deduplication_token = 'other"
                                    + i
                                    + "' SELECT 1000 + number FROM numbers(3)");
        }
        long before = rows(R1);
        await(
                "the server to forget",
                () -> {
                    db.on(R1).execute("SYSTEM STOP CLEANUP t");
                    db.on(R1).execute("SYSTEM START CLEANUP t"); // begins at once
                    db.on(R1).execute(marker);
                    return rows(R1) > before;
                });
    }

    private void requireForgotten(Committable block) throws Exception {
        through(R1).policy(InDoubtPolicy.RESEND).commit(block);
        requireRowsOfBlocks(20);
    }

    private void requireRowsOfBlocks(long expected) {
        for (int replica : List.of(R1, R2)) {
            db.startFetches(replica, "t");
            db.sync(replica, "t");
            assertThat(db.value(replica, "SELECT count() FROM t WHERE a < 1000"))
                    .isEqualTo(String.valueOf(expected));
        }
    }

    /** Of a user who may not wait for a replica to catch up. */
    private CommitLab unsynced(FaultProxy proxy) {
        return new CommitLab(
                db.on(R1),
                spool,
                db.connection(R1)
                        .withCredentials(UNSYNCED, Secret.NONE)
                        .withEndpoints(List.of(new Endpoint("127.0.0.1", proxy.port(), false))));
    }
}
