// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Secret;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The behaviour of replicated tables on which exactly-once delivery depends. A server on which one
 * of these fails needs another decision about blocks in doubt.
 */
@ExtendWith(ClickHouseExtension.class)
class ReplicationFactsITCase {

    private static final int R1 = 0;
    private static final int R2 = 1;
    private static final String SYNC = "SYSTEM SYNC REPLICA t LIGHTWEIGHT";
    private static final String QUORUM = ", insert_quorum = 2";

    private static ClickHouseReplicas replicas;

    private ReplicatedDatabase db;

    @BeforeAll
    static void start() {
        String insert = "GRANT INSERT ON *.*";
        replicas =
                ClickHouseReplicas.start(
                        2,
                        ClickHouseOptions.DEFAULT
                                .userXml(user("writer", insert))
                                .userXml(
                                        user(
                                                "syncer",
                                                insert,
                                                "GRANT SYSTEM SYNC REPLICA ON *.*")));
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

    /** The server removes them after some minutes; until then a repeated insert is seen twice. */
    @Test
    void rowsOfAnInsertOfUnknownOutcomeMayBeReadableWithoutBeingInKeeper() {
        String phantom = phantom();

        insert(R1, phantom, "");

        assertThat(rows(R1)).isEqualTo(20);
        db.sync(R2, "t");
        assertThat(rows(R2)).isEqualTo(10);
    }

    /** Inserts under faults until there are rows that only this replica can read. */
    private String phantom() {
        for (int seed = 1; seed < 300; seed++) {
            String token = "token" + seed;
            try {
                insert(
                        R1,
                        token,
                        ", insert_keeper_fault_injection_probability = 0.3,"
                                + " insert_keeper_max_retries = 0,"
                                + " insert_keeper_fault_injection_seed = "
                                + seed);
            } catch (IllegalStateException e) {
                db.sync(R2, "t");
                if (e.getMessage().contains("Code: 319") && rows(R1) > rows(R2)) {
                    return token;
                }
            }
            db.execute("TRUNCATE TABLE t");
        }
        throw new AssertionError("no insert of unknown outcome is readable");
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

        assertThatThrownBy(() -> ask("default", SYNC)).hasMessageContaining("Code: 159");

        db.startFetches(R2, "t");
        db.sync(R2, "t");
        assertThat(rows(R2)).isEqualTo(10);
    }

    @Test
    void anInsertFailsSoonWhenKeeperIsAway() {
        replicas.zooKeeper().kill();
        assertThatThrownBy(() -> insert(R1, "one", ", insert_keeper_max_retries = 3"))
                .hasMessageContaining("Code: 242");

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

    /** It is evaluated when the statement arrives, and not when the mutation runs. */
    @Test
    void aStatementWithADeadlineIsRefusedOnceItIsLate() {
        insert(R1, "one", "");
        assertThatThrownBy(() -> deleteUntil("1000")).hasMessageContaining("Code: 395");
        assertThat(mutations()).isZero();
        db.on(R1).execute("SYSTEM STOP MERGES t");
        db.on(R2).execute("SYSTEM STOP MERGES t");

        deleteUntil("toUnixTimestamp64Milli(now64(3)) + 1000");
        String clock = "SELECT toUnixTimestamp64Milli(now64(3))";
        long begun = Long.parseLong(db.value(R1, clock));
        await("the deadline", () -> Long.parseLong(db.value(R1, clock)) > begun + 1000);
        db.on(R1).execute("SYSTEM START MERGES t");
        db.on(R2).execute("SYSTEM START MERGES t");

        await("the mutation", () -> rows(R1) == 9 && rows(R2) == 9);
    }

    private void deleteUntil(String millis) {
        db.on(R1)
                .execute(
                        "DELETE FROM t WHERE a = 1 AND (SELECT throwIf(now64(3) >"
                                + " fromUnixTimestamp64Milli(toInt64("
                                + millis
                                + ")))) = 0 SETTINGS mutations_execute_subqueries_on_initiator = 1,"
                                + " lightweight_deletes_sync = 0");
    }

    private long mutations() {
        return Long.parseLong(
                db.value(
                        R1,
                        "SELECT count() FROM system.mutations WHERE database = '"
                                + db.name()
                                + "'"));
    }

    @Test
    void recoveryNeedsAGrantForSyncAndForTheStateOfReplicas() {
        assertThatCode(() -> ask("writer", "SELECT getMacro('replica'), serverUUID()"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> ask("writer", "SELECT is_readonly FROM system.replicas"))
                .hasMessageContaining("Code: 497");
        assertThatThrownBy(() -> ask("writer", SYNC))
                .hasMessageContaining("Code: 497")
                .hasMessageContaining("SYSTEM SYNC REPLICA ON " + db.name() + ".t");
        assertThatCode(() -> ask("syncer", SYNC)).doesNotThrowAnyException();
    }

    /** As this user, who waits a second for an answer. */
    private void ask(String user, String statement) throws ClickHouseException {
        ConnectionConfig connection =
                db.connection(R2)
                        .withCredentials(user, Secret.NONE)
                        .withSettings(Map.of("receive_timeout", "1"));
        try (ClickHouseClient client = new ClickHouseClient(connection, 1)) {
            client.execute(statement);
        }
    }

    private static String user(String name, String... grants) {
        return "<%1$s><password></password><networks><ip>::/0</ip></networks><grants><query>%2$s</query></grants></%1$s>"
                .formatted(name, String.join("</query><query>", grants));
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
