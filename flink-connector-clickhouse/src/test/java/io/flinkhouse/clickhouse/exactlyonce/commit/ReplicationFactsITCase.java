// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The behaviour of replicated tables on which exactly-once delivery depends. A server on which one
 * of these fails needs another decision about blocks in doubt.
 */
@ExtendWith(ClickHouseExtension.class)
class ReplicationFactsITCase {

    private static final int R1 = 0;
    private static final int R2 = 1;
    private static final String QUORUM = ", insert_quorum = 2";

    private static ClickHouseReplicas replicas;

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
    void createTable() {
        db = replicas.database();
        db.execute(
                "CREATE TABLE t (a UInt64) ENGINE = ReplicatedMergeTree("
                        + ReplicatedDatabase.REPLICA
                        + ") ORDER BY a");
    }

    @AfterEach
    void drop() {
        db.close();
    }

    @Test
    void aTokenIsKnownToReplicasThatLackItsRows() {
        db.stopFetches(R2, "t");
        insert(R1, "one", "");

        insert(R2, "one", ""); // acknowledged without having the rows
        assertThat(rows(R2)).isZero();

        db.startFetches(R2, "t");
        db.sync(R2, "t");
        assertThat(rows(R2)).isEqualTo(10);
        assertThat(rows(R1)).isEqualTo(10);
    }

    @Test
    void withoutAQuorumAnAcknowledgedRetryLosesTheRowsOfALostReplica() {
        db.stopFetches(R2, "t");
        insert(R1, "one", "");
        lose(R1);
        db.startFetches(R2, "t");

        insert(R2, "one", "");

        assertThat(rows(R2)).isZero();
    }

    @Test
    void aRetryUnderQuorumIsAcknowledgedAlthoughItsOnlyHolderIsLost() throws Exception {
        db.stopFetches(R2, "t");
        assertThatThrownBy(() -> insert(R1, "one", QUORUM + ", insert_quorum_timeout = 300"))
                .hasMessageContaining("Code: 319");
        CompletableFuture<Void> retry = CompletableFuture.runAsync(() -> insert(R2, "one", QUORUM));
        awaitInsert(R2);
        lose(R1);
        db.startFetches(R2, "t");

        retry.get(30, TimeUnit.SECONDS);

        assertThat(rows(R2)).isZero();
        insert(R2, "one", ""); // its token has been forgotten with the part
        assertThat(rows(R2)).isEqualTo(10);
    }

    @Test
    void rowsOfAnInsertOfUnknownOutcomeAreReadableWithoutBeingInKeeper() {
        String faults =
                ", insert_keeper_fault_injection_probability = 0.3, insert_keeper_max_retries = 0";
        int unknown = 0;
        for (int seed = 1; unknown < 3 && seed < 200; seed++) {
            String token = "token" + seed;
            String settings = faults + ", insert_keeper_fault_injection_seed = " + seed;
            try {
                insert(R1, token, settings);
            } catch (IllegalStateException e) {
                unknown += e.getMessage().contains("Code: 319") ? 1 : 0;
            }
        }
        System.err.println("unknown " + unknown + " rows " + rows(R1));
        db.sync(R2, "t");
        System.err.println(" r2 rows " + rows(R2));
    }

    @Test
    void sequentialConsistencyHidesRowsOnceAnInsertHadASequentialQuorum() {
        insert(R1, "one", QUORUM + ", insert_quorum_parallel = 0");
        insert(R1, "two", "");
        insert(R1, "three", "");

        assertThat(rows(R1)).isEqualTo(30);
        assertThat(db.value(R1, "SELECT count() FROM t SETTINGS select_sequential_consistency = 1"))
                .isEqualTo("10");
    }

    @Test
    void aReplicaIsCompleteWhenItsSyncReturns() {
        db.stopFetches(R2, "t");
        insert(R1, "one", "");

        assertThatThrownBy(
                        () ->
                                db.on(R2)
                                        .execute(
                                                "SYSTEM SYNC REPLICA t LIGHTWEIGHT SETTINGS receive_timeout = 1"))
                .hasMessageContaining("Code: 159");
        assertThat(replicaState("absolute_delay")).as("says nothing").isEqualTo("0");

        db.startFetches(R2, "t");
        db.sync(R2, "t");
        assertThat(rows(R2)).isEqualTo(10);
    }

    @Test
    void anInsertFailsSoonWhenKeeperIsAway() {
        replicas.zooKeeper().kill();
        long start = System.nanoTime();

        assertThatThrownBy(() -> insert(R1, "one", ", insert_keeper_max_retries = 3"))
                .hasMessageContaining("Code: 242");

        System.err.println("242 after ms " + (System.nanoTime() - start) / 1_000_000);
        replicas.zooKeeper().restart();
        awaitWritable(R1);
        awaitWritable(R2);
        insert(R1, "one", "");
        assertThat(rows(R1)).isEqualTo(10);
    }

    @Test
    void aQuorumThatIsNotReachedHasAnErrorForEachReason() throws Exception {
        db.stopFetches(R2, "t");
        String sequential = QUORUM + ", insert_quorum_parallel = 0";
        assertThatThrownBy(() -> insert(R1, "one", sequential + ", insert_quorum_timeout = 300"))
                .hasMessageContaining("Code: 319");
        assertThat(rows(R1)).as("not in time, but there").isEqualTo(10);
        assertThatThrownBy(() -> insert(R1, "two", sequential)).hasMessageContaining("Code: 286");

        lose(R2);
        assertThatThrownBy(() -> insert(R1, "three", QUORUM)).hasMessageContaining("Code: 285");
    }

    @Test
    void recoveryNeedsAGrantForSyncAndForTheStateOfReplicas() {
        db.on(R1).execute("CREATE USER IF NOT EXISTS writer");
        db.on(R1).execute("GRANT INSERT ON " + db.name() + ".* TO writer");
        // asked below as this user
    }

    /** Takes a replica away, with all that only it has. */
    private void lose(int replica) {
        db.on(replica).execute("DETACH TABLE t");
    }

    private void insert(int replica, String token, String settings) {
        db.on(replica)
                .execute(
                        "INSERT INTO t SETTINGS insert_deduplication_token = '"
                                + token
                                + "'"
                                + settings
                                + " SELECT number FROM numbers(10)");
    }

    private long rows(int replica) {
        return Long.parseLong(db.value(replica, "SELECT count() FROM t"));
    }

    private void awaitInsert(int replica) {
        await("an insert to run", () -> !running(replica).equals("0"));
    }

    private String running(int replica) {
        return db.value(
                replica,
                "SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND current_database = '"
                        + db.name()
                        + "'");
    }

    private void awaitWritable(int replica) {
        await("replica to be writable", () -> replicaState(replica, "is_readonly").equals("0"));
    }

    private String replicaState(String column) {
        return replicaState(R2, column);
    }

    private String replicaState(int replica, String column) {
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
