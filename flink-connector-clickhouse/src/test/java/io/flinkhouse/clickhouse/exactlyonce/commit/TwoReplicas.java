// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseOptions;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/** A table with two replicas, with what tests need to commit to it. */
@ExtendWith(ClickHouseExtension.class)
abstract class TwoReplicas {

    static final int R1 = 0;
    static final int R2 = 1;
    static final String FENCED =
            "CREATE TABLE t (a UInt64, _flink_block UInt64 MATERIALIZED 0) ENGINE = ReplicatedMergeTree("
                    + ReplicatedDatabase.REPLICA
                    + ") ORDER BY a";
    static final String WINDOWED =
            "CREATE TABLE t (a UInt64) ENGINE = ReplicatedMergeTree("
                    + ReplicatedDatabase.REPLICA
                    + ") ORDER BY a";

    /** May not wait for a replica to catch up. */
    static final String UNSYNCED = "unsynced";

    /** In the configuration of the servers, for replicated tables alone. */
    static final int WINDOW_OF_SERVER = 9_999;

    static ClickHouseReplicas replicas;

    @TempDir Path spool;
    ReplicatedDatabase db;

    @BeforeAll
    static void start() {
        replicas =
                ClickHouseReplicas.start(
                        2,
                        ClickHouseOptions.DEFAULT
                                .serverXml(
                                        "<replicated_merge_tree><replicated_deduplication_window>"
                                                + WINDOW_OF_SERVER
                                                + "</replicated_deduplication_window></replicated_merge_tree>")
                                .userXml(
                                        "<%1$s><password></password><networks><ip>::/0</ip></networks><grants><query>GRANT SELECT, INSERT ON *.*</query></grants></%1$s>"
                                                .formatted(UNSYNCED)));
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

    CommitLab.Sealer fenced() {
        return windowed().fenced();
    }

    CommitLab.Sealer windowed() {
        return block("SELECT number AS a FROM numbers(10)");
    }

    CommitLab.Sealer block(String rows) {
        return through(R1).block("t", "a", rows).inline();
    }

    /** Committers that use these replicas, in this order. */
    CommitLab through(int... order) {
        return new CommitLab(db.on(R1), spool, db.connection(order));
    }

    CommitLab withQuorum(int... order) {
        ConnectionConfig connection =
                db.connection(order)
                        .withSettings(
                                Map.of("insert_quorum", "2", "insert_quorum_timeout", "1000"));
        return new CommitLab(db.on(R1), spool, connection);
    }

    static CompletableFuture<Void> inBackground(CommitLab lab, Committable... blocks) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        lab.commit(blocks);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    void forgetLedger() throws Exception {
        through(R1).forgetLedger();
    }

    /** Each replica has so many rows in the end. */
    void requireRows(long expected) {
        for (int replica : List.of(R1, R2)) {
            await(
                    "replica " + replica + " to be writable",
                    () -> state(replica, "is_readonly").equals("0"));
            db.sync(replica, "t");
            assertThat(rows(replica)).isEqualTo(expected);
        }
    }

    long rows(int replica) {
        return Long.parseLong(db.value(replica, "SELECT count() FROM t"));
    }

    String state(int replica, String column) {
        return db.value(
                replica,
                "SELECT "
                        + column
                        + " FROM system.replicas WHERE table = 't' AND database = '"
                        + db.name()
                        + "'");
    }

    static void await(String what, BooleanSupplier condition) {
        Await.until(what, Duration.ofSeconds(30), condition);
    }
}
