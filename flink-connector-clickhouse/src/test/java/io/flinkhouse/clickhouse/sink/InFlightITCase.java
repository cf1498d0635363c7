// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests a writer with inserts in flight. */
@ExtendWith(ClickHouseExtension.class)
class InFlightITCase {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Events events;
    private FaultProxy proxy;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.events = new Events(db);
        this.proxy = Events.proxy(db);
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void insertsOverlap() throws Exception {
        proxy.next(3, new Fault.HoldRequest());
        try (WriterHarness<RowData> task = open(3)) {
            Events.write(task, 0, 30);
            proxy.awaitHeld(3, SOON);
            assertThat(task.metrics().gauge(SinkMetric.IN_FLIGHT_INSERTS)).isEqualTo(3);
            proxy.release();
            task.checkpoint();
        }
        assertThat(events.rows()).isEqualTo(30);
    }

    @Test
    void anInsertInFlightTakesOneThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        proxy.next(3, new Fault.HoldRequest());
        try (WriterHarness<RowData> task = open(3)) {
            Events.write(task, 0, 30);
            proxy.awaitHeld(3, SOON);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .filteredOn(name -> name.startsWith("clickhouse-"))
                    .containsOnly("clickhouse-insert", "clickhouse-deadlines")
                    .filteredOn("clickhouse-insert"::equals)
                    .hasSize(3);
            proxy.release();
        }
    }

    @Test
    void theWriterWaitsInsteadOfHoldingMoreThanItMay() throws Exception {
        proxy.always(new Fault.HoldRequest());
        AtomicInteger written = new AtomicInteger();
        try (WriterHarness<RowData> task = open(2)) {
            TaskThread source =
                    TaskThread.start(
                            () -> {
                                while (written.get() < 1000) {
                                    task.write(Events.row(written.get()));
                                    written.incrementAndGet();
                                }
                            });
            source.awaitWaiting(SOON);
            // Two blocks on their way and a full one; the row that filled it is not counted yet.
            assertThat(written.get()).isEqualTo(29);
            assertThat(proxy.hits()).isEqualTo(2);
            proxy.heal();
            source.join();
            task.checkpoint();
        }
        assertThat(events.rows()).isEqualTo(1000);
    }

    @Test
    void aCheckpointWaitsForTheAnswer() throws Exception {
        proxy.next(1, new Fault.HoldAnswer());
        try (WriterHarness<RowData> task = open(2)) {
            Events.write(task, 0, 5);
            TaskThread checkpoint = TaskThread.start(task::checkpoint);
            proxy.awaitHeld(1, SOON);
            checkpoint.awaitWaiting(SOON);
            assertThat(events.rows()).isEqualTo(5);
            assertThat(checkpoint.isRunning()).isTrue();
            proxy.release();
            checkpoint.join();
            assertThat(task.metrics().count(SinkMetric.ROWS_SENT)).isEqualTo(5);
        }
    }

    @Test
    void aWriterThatWaitsForASlotHearsOfAFailure() throws Exception {
        proxy.next(1, new Fault.HoldRequest());
        try (WriterHarness<RowData> task = open(1)) {
            Events.write(task, 0, 10);
            proxy.awaitHeld(1, SOON);
            proxy.always(new Fault.Answer(404, 60, "Code: 60. DB::Exception: No table."));
            TaskThread source = TaskThread.start(() -> Events.write(task, 10, 1000));
            source.awaitWaiting(SOON);
            proxy.release();
            assertThatThrownBy(source::join).rootCause().hasMessageContaining("No table");
        }
    }

    @Test
    void aCancelledTaskEndsWhatRunsAndSendsNothingMore() throws Exception {
        proxy.always(new Fault.HoldRequest());
        WriterHarness<RowData> task = open(2);
        Events.write(task, 0, 15);
        proxy.awaitHeld(1, SOON);
        TaskThread checkpoint = TaskThread.start(task::checkpoint);
        proxy.awaitHeld(2, SOON);
        checkpoint.interrupt();
        assertThatThrownBy(checkpoint::join).hasRootCauseInstanceOf(InterruptedException.class);
        long start = System.nanoTime();
        task.closeWriter();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(proxy.hits()).isEqualTo(2);
        Await.until("the threads of inserts to end", SOON, () -> insertThreads() == 0);
    }

    @Test
    void closeDoesNotSendTheOpenBatch() throws Exception {
        WriterHarness<RowData> task = open(2);
        Events.write(task, 0, 5);
        task.closeWriter();
        assertThat(proxy.hits()).isZero();
        assertThat(events.rows()).isZero();
    }

    @Test
    void closeEndsAWaitBetweenTwoAttempts() throws Exception {
        proxy.always(new Fault.Answer(500, 252, "Code: 252. DB::Exception: Too many parts."));
        WriterHarness<RowData> task =
                WriterHarness.open(
                        events.sinkVia(proxy.url())
                                .maxRows(10)
                                .retry(
                                        Duration.ofHours(1),
                                        Duration.ofMinutes(30),
                                        Duration.ofMinutes(30))
                                .build());
        Events.write(task, 0, 10);
        Await.until("the wait", SOON, () -> task.metrics().count(SinkMetric.INSERT_RETRIES) == 1);
        task.closeWriter();
        assertThat(proxy.hits()).isEqualTo(1);
        Await.until("the threads of inserts to end", SOON, () -> insertThreads() == 0);
    }

    private WriterHarness<RowData> open(int inFlight) throws Exception {
        return WriterHarness.open(
                events.sinkVia(proxy.url()).maxRows(10).inFlight(inFlight).build());
    }

    private static long insertThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("clickhouse-insert"))
                .count();
    }
}
