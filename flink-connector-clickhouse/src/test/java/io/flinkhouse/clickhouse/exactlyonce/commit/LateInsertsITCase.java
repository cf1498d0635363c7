// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.commit;

import io.flinkhouse.clickhouse.block.BlockKind;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.exactlyonce.spool.Committable;
import io.flinkhouse.clickhouse.sql.FenceColumn;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** Inserts that outlive their task, into a table with a fence column and no window. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(60)
class LateInsertsITCase {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path spool;

    /**
     * The insert goes on in the server when its task is cancelled, and ends while others are sent.
     */
    @ParameterizedTest
    @EnumSource(BlockKind.class)
    void oneThatRunsOnInTheServerIsWaitedFor(BlockKind kind, ClickHouseDatabase db)
            throws Exception {
        db.execute(
                "CREATE TABLE t (a UInt64, s UInt8 MATERIALIZED sleepEachRow(0.1), _flink_block UInt64 MATERIALIZED "
                        + FenceColumn.VALUE
                        + ") ENGINE = MergeTree ORDER BY a");
        CommitLab lab = new CommitLab(db, spool);
        Committable late = block(lab, kind, 0);
        Committable other = block(lab, kind, 100);
        Thread task = new Thread(() -> commit(lab, late));
        task.start();
        Await.until("the insert to run", PATIENCE, () -> isRunning(db, late));
        task.interrupt();
        task.join(PATIENCE.toMillis());

        new CommitLab(db, spool.resolve("again")).ordered().commit(other, late);

        assertThat(db.query("SELECT count(), uniqExact(a) FROM t"))
                .containsExactly(List.of("20", "20"));
    }

    private static boolean isRunning(ClickHouseDatabase db, Committable block) {
        return !db.query(
                        "SELECT 1 FROM system.processes WHERE query_id = '"
                                + block.block().queryId()
                                + "'")
                .isEmpty();
    }

    private static Committable block(CommitLab lab, BlockKind kind, int from) throws Exception {
        if (kind == BlockKind.ROWS) {
            return lab.block("t", "a", "SELECT number + " + from + " AS a FROM numbers(10)")
                    .inline()
                    .fenced()
                    .inDoubt()
                    .seal();
        }
        String[] messages = new String[10];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = "{\"a\":" + (from + i) + "}";
        }
        return lab.messages("t", 0, messages);
    }

    /** The network keeps the insert back until its repetition is stored. */
    @ParameterizedTest
    @ValueSource(strings = {"", "PARTITION BY a % 3"})
    void oneThatTheNetworkKeptBackInsertsNothing(String partitions, ClickHouseDatabase db)
            throws Exception {
        db.execute(
                "CREATE TABLE t (a UInt64, _flink_block UInt64 MATERIALIZED 0) ENGINE = MergeTree "
                        + partitions
                        + " ORDER BY a");
        ConnectionConfig direct = db.connection();
        try (FaultProxy proxy = FaultProxy.to(direct.endpoints().get(0).port())) {
            CommitLab lab =
                    new CommitLab(
                            db,
                            spool,
                            ConnectionConfig.parse(proxy.url())
                                    .withCredentials(direct.username(), direct.password())
                                    .withDatabase(db.name()));
            Committable block = block(lab, BlockKind.ROWS, 0);
            proxy.next(1, new Fault.HoldRequest());
            CompletableFuture<Void> late = CompletableFuture.runAsync(() -> commit(lab, block));
            proxy.awaitHeld(1, PATIENCE);
            new CommitLab(db, spool.resolve("again")).commit(block);

            proxy.release();
            late.join();

            assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("10"));
        }
    }

    private static void commit(CommitLab lab, Committable block) {
        try {
            lab.commit(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
