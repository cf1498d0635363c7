// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.FollowConfig;
import io.flinkhouse.clickhouse.config.StartupMode;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseReplicas;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;
import io.flinkhouse.clickhouse.testutils.process.ReplicatedDatabase;
import io.flinkhouse.clickhouse.testutils.process.ShowLogs;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.core.execution.JobClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs that read the inserts of a replicated table, whose numbers can appear in any order. */
@ExtendWith({ShowLogs.class, MiniFlink.class})
@Timeout(120)
class FollowReplicaITCase {

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
    void create() {
        db = replicas.database();
        db.execute(
                "CREATE TABLE numbers (id Int64, name String) ENGINE = ReplicatedMergeTree("
                        + ReplicatedDatabase.REPLICA
                        + ") ORDER BY id SETTINGS enable_block_number_column = 1,"
                        + " enable_block_offset_column = 1");
        SeenRows.fast(Integer.MAX_VALUE);
    }

    @AfterEach
    void drop() {
        db.close();
    }

    @Test
    void aNumberThatIsStillInTheQueueIsWaitedFor() throws Exception {
        insert(0, 0);
        start(Duration.ofMillis(1), 0);
        SeenRows.await(1);
        db.stopFetches(0, "numbers");
        insert(1, 1);
        insert(0, 2);
        Await.never(
                "a row behind one that is not fetched",
                Duration.ofMillis(500),
                () -> SeenRows.all().size() > 1);
        db.startFetches(0, "numbers");
        SeenRows.await(3);
        assertThat(SeenRows.all()).containsExactly(0L, 1L, 2L);
    }

    /** A mutation takes a number that no insert has. */
    @Test
    void aNumberThatNeverComesIsWaitedForOnlyForAWhile() throws Exception {
        insert(0, 0);
        mutate();
        insert(0, 1);
        start(Duration.ofSeconds(1), 0);
        SeenRows.await(2);
        mutate();
        insert(1, 2);
        insert(0, 3);
        SeenRows.await(4);
        assertThat(SeenRows.all()).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    /** The fail point of the server holds an insert between its number and its commit. */
    @Test
    void anInsertThatCommitsAfterLaterOnesIsReadOnce() throws Exception {
        insert(0, 0);
        start(Duration.ofMinutes(1), 0);
        SeenRows.await(1);
        db.on(0).execute("SYSTEM ENABLE FAILPOINT rmt_delay_commit_part");
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> insert(0, 1));
        AtomicLong id = new AtomicLong(1);
        Await.until(
                "the held insert to have a number",
                ScanJobs.PATIENCE,
                () -> {
                    insert(1, id.incrementAndGet());
                    return db.value(1, "SELECT max(_block_number) + 1 > count() FROM" + " numbers")
                            .equals("1");
                });
        db.on(0).execute("SYSTEM DISABLE FAILPOINT rmt_delay_commit_part");
        assertThat(held).isNotDone();
        held.join();
        insert(0, id.incrementAndGet());
        SeenRows.await((int) id.get() + 1);
        assertThat(SeenRows.all())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(0, id.get()).boxed().toList());
    }

    @Test
    void writersOnBothReplicasAndMergesLeaveEachRowOnce() throws Exception {
        JobClient job = start(Duration.ofSeconds(1), 0, 1);
        long rows;
        try (Writers one = Writers.start(db.on(0), "numbers", 0);
                Writers two = Writers.start(db.on(1), "numbers", 1_000_000)) {
            SeenRows.await(200);
            MiniFlink.checkpoint(job.getJobID());
            SeenRows.await(400);
            SeenRows.fail();
            long first = one.stop();
            long second = two.stop() - 1_000_000;
            rows = first + second;
            SeenRows.await((int) rows);
            assertThat(SeenRows.all())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.concat(
                                            LongStream.range(0, first),
                                            LongStream.range(1_000_000, 1_000_000 + second))
                                    .boxed()
                                    .toList());
        }
    }

    /** The coordinator asks another replica when one fails; the reader stays with the first. */
    @Test
    void aReaderWhoseReplicaLagsBehindThatOfTheCoordinatorWaits() throws Exception {
        insert(0, 0);
        try (FaultProxy proxy =
                FaultProxy.to(db.on(0).connection().endpoints().get(0).port())
                        .onlyFor("system.replication_queue")) {
            ConnectionConfig second = db.connection(1);
            start(
                    Duration.ofMillis(1),
                    second.withEndpoints(
                            List.of(
                                    new Endpoint("127.0.0.1", proxy.port(), false, ""),
                                    second.endpoints().get(0))));
            SeenRows.await(1);
            db.sync(1, "numbers");
            db.stopFetches(0, "numbers");
            proxy.next(1, new Fault.CutBefore());
            Await.until(
                    "the coordinator to ask the second replica",
                    ScanJobs.PATIENCE,
                    () -> proxy.planned() == 0);
            insert(1, 1);
            insert(1, 2);
            Await.never(
                    "a row that the reader's replica has not",
                    Duration.ofMillis(500),
                    () -> SeenRows.all().size() > 1);
            db.startFetches(0, "numbers");
            SeenRows.await(3);
            assertThat(SeenRows.all()).containsExactly(0L, 1L, 2L);
        }
    }

    private void mutate() {
        db.on(0)
                .execute(
                        "ALTER TABLE numbers UPDATE name = 'b' WHERE 1 SETTINGS mutations_sync ="
                                + " 2");
    }

    private void insert(int replica, long id) {
        db.on(replica).execute("INSERT INTO numbers VALUES (" + id + ", 'a')");
    }

    private JobClient start(Duration longestInsert, int... endpoints) throws Exception {
        return start(longestInsert, db.connection(endpoints));
    }

    private JobClient start(Duration longestInsert, ConnectionConfig connection) throws Exception {
        FollowConfig initial =
                new FollowConfig(
                        StartupMode.INITIAL, Map.of(), Duration.ofSeconds(1), longestInsert);
        return ScanJobs.start(
                ScanJobs.environment(RuntimeExecutionMode.STREAMING, 1),
                ScanJobs.following(connection, new TablePath(db.name(), "numbers"), initial));
    }
}
