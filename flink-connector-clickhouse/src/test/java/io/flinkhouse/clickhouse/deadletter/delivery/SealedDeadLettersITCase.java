// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter.delivery;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.ExactlyOnceConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.deadletter.DeadLetter;
import io.flinkhouse.clickhouse.deadletter.DeadLetterTable;
import io.flinkhouse.clickhouse.exactlyonce.spool.BlockMetadata;
import io.flinkhouse.clickhouse.exactlyonce.spool.FenceSequence;
import io.flinkhouse.clickhouse.exactlyonce.spool.SpoolWriter;
import io.flinkhouse.clickhouse.exactlyonce.spool.WriterAttempt;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** The number and the time that a sealed block of dead letters carries. */
@ExtendWith(ClickHouseExtension.class)
class SealedDeadLettersITCase {

    private static final long NONCE = 0xABCD;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;
    private ClickHouseDatabase db;
    private ExactlyOnceConfig exactlyOnce;

    @BeforeEach
    void connect(ClickHouseDatabase database) {
        db = database;
        exactlyOnce = ExactlyOnceConfig.at(directory.toUri().toString());
    }

    /** Blocks of rows avoid the numbers in their own table, which are others. */
    @Test
    void haveANumberThatNoOtherSinkWritesIntoTheirTable() throws Exception {
        writeLetterOfAnotherSink();

        DeadLetterTarget target = target(db.connection());
        try (SpoolWriter spool = new SpoolWriter(exactlyOnce, RetryConfig.DEFAULT, 1, attempt());
                ClickHouseClient client = new ClickHouseClient(db.connection(), 1);
                CheckpointedDeadLetterWriter letters =
                        CheckpointedDeadLetterWriter.open(
                                target, target.table().reader(client), exactlyOnce, spool)) {
            assertThat(nonce(sealed(letters, spool))).isEqualTo(NONCE + 1);
        }
    }

    @Test
    void haveSuchANumberWithASpoolOfTheirOwn() throws Exception {
        writeLetterOfAnotherSink();

        try (CheckpointedDeadLetterWriter letters = open(db.connection());
                SpoolWriter spool = letters.spool()) {
            assertThat(nonce(sealed(letters, spool))).isEqualTo(NONCE + 1);
        }
    }

    /** A clock of this machine that is ahead would hide what the server did since. */
    @Test
    void areSealedByTheClockOfTheServer() throws Exception {
        createTable();
        try (FaultProxy proxy = FaultProxy.to(db.connection().endpoints().get(0).port())) {
            proxy.onlyFor("toUnixTimestamp64Milli(now64(3))").next(1, new Fault.HoldAnswer());
            ConnectionConfig connection =
                    ConnectionConfig.parse(proxy.url()).withDatabase(db.name());
            CompletableFuture<CheckpointedDeadLetterWriter> opened =
                    CompletableFuture.supplyAsync(() -> open(connection));
            proxy.awaitHeld(1, PATIENCE);
            long answered = System.currentTimeMillis();
            Await.until(
                    "the answer to be old",
                    PATIENCE,
                    () -> System.currentTimeMillis() > answered + 1000);
            proxy.release();

            try (CheckpointedDeadLetterWriter letters = opened.get();
                    SpoolWriter spool = letters.spool()) {
                assertThat(sealed(letters, spool).origin().sealedAt())
                        .isLessThan(System.currentTimeMillis() - 1000);
            }
        }
    }

    private void writeLetterOfAnotherSink() {
        createTable();
        db.execute(
                "INSERT INTO dead (kind, _flink_block) SETTINGS async_insert = 0,"
                        + " insert_allow_materialized_columns = 1 VALUES ('other', "
                        + new FenceSequence(NONCE, 0, System::currentTimeMillis).next()
                        + ")");
    }

    private void createTable() {
        open(db.connection()).spool().close();
    }

    private CheckpointedDeadLetterWriter open(ConnectionConfig connection) {
        try {
            return CheckpointedDeadLetterWriter.open(target(connection), exactlyOnce, attempt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DeadLetterTarget target(ConnectionConfig connection) {
        return new DeadLetterTarget(
                connection,
                new DeadLetterTable(
                        new TablePath(db.name(), "dead"), ExactlyOnceConfig.DEFAULT_FENCE_COLUMN),
                new TablePath(db.name(), "t"),
                RetryConfig.DEFAULT);
    }

    private static WriterAttempt attempt() {
        return new WriterAttempt("uid", 1, NONCE, 0);
    }

    private static BlockMetadata sealed(CheckpointedDeadLetterWriter letters, SpoolWriter spool)
            throws Exception {
        letters.add(
                new DeadLetter(0, DeadLetter.DeadLetterKind.REJECTED_ROW, "", null, null, null));
        letters.flush();
        return spool.take().get(0).block();
    }

    private static long nonce(BlockMetadata block) {
        return block.target().fence() >> 18 & 0xFFFF;
    }
}
