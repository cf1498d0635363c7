// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ClickHouseExtension.class)
class InsertFailureITCase {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Fault TOO_MANY_PARTS =
            new Fault.Answer(
                    500,
                    252,
                    "Code: 252. DB::Exception: Too many parts (3001 with average size of 1.00 MiB)"
                            + " in table. Merges are processing significantly slower than inserts."
                            + " (TOO_MANY_PARTS)");

    /** In the words of a server: the engine of the tests counts no queries. */
    private static final Fault SPENT_QUOTA =
            new Fault.Answer(
                    500,
                    201,
                    "Code: 201. DB::Exception: Quota for user `flink` for 3600s has been exceeded:"
                            + " queries = 101/100. Interval will end at 2026-11-27 19:00:00. Name of"
                            + " quota template: `hourly`. (QUOTA_EXCEEDED) (version 26.7.2.1)");

    private static final Fault UNKNOWN_TABLE =
            new Fault.Answer(
                    404, 60, "Code: 60. DB::Exception: Table does not exist. (UNKNOWN_TABLE)");

    private Events events;
    private ClickHouseDatabase db;
    private FaultProxy proxy;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        this.events = new Events(db);
        this.proxy = Events.proxy(db);
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void oneTransientErrorLosesNothingAndCountsOneRetry() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink().build())) {
            proxy.next(1, TOO_MANY_PARTS);
            Events.write(task, 0, 100);
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.INSERT_RETRIES)).isEqualTo(1);
            assertThat(task.metrics().count(SinkMetric.ROWS_SENT)).isEqualTo(100);
            assertThat(task.metrics().count(SinkMetric.SEND_ERRORS)).isZero();
        }
        assertThat(events.blocks()).containsExactly(100L);
    }

    @Test
    void aLostAnswerIsMadeGoodUnderTheSameToken() throws Exception {
        db.execute("ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 100");
        try (WriterHarness<RowData> task = WriterHarness.open(sink().build())) {
            proxy.next(1, new Fault.CutAfterAnswer());
            Events.write(task, 0, 100);
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.INSERT_RETRIES)).isEqualTo(1);
        }
        assertThat(events.rows()).isEqualTo(100);
    }

    @Test
    void aBodyThatBreaksOffIsSentAgain() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink().build())) {
            proxy.next(1, new Fault.CutMidway());
            Events.write(task, 0, 100_000);
            task.checkpoint();
        }
        assertThat(events.rows()).isEqualTo(100_000);
        assertThat(events.distinctRows()).isEqualTo(100_000);
    }

    @Test
    void tooManyPartsNeverShrinkTheBatches() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(sink().maxRows(50).inFlight(1).build())) {
            proxy.next(5, TOO_MANY_PARTS);
            Events.write(task, 0, 200);
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.INSERT_RETRIES)).isEqualTo(5);
        }
        assertThat(events.blocks()).containsExactly(50L, 50L, 50L, 50L);
    }

    @Test
    void aFailureSaysWhatToDoOnce() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink().build())) {
            proxy.next(1, UNKNOWN_TABLE);
            Events.write(task, 0, 100);
            assertThatThrownBy(task::checkpoint)
                    .satisfies(
                            e ->
                                    assertThat(ExceptionUtils.stringifyException(e))
                                            .containsOnlyOnce("Cannot insert a block of 100 rows")
                                            .containsOnlyOnce("A retry cannot help"));
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE", "AT_LEAST_ONCE"})
    void aServerThatAlwaysFailsFailsTheJobAfterTheBudget(DeliveryGuarantee guarantee)
            throws Exception {
        proxy.always(TOO_MANY_PARTS);
        Sink<RowData> sink =
                sink().deliveryGuarantee(guarantee)
                        .maxRows(10)
                        .retry(Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(50))
                        .build();
        try (WriterHarness<RowData> task = WriterHarness.open(sink)) {
            Events.write(task, 0, 10);
            assertThatThrownBy(task::runNextMail)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("10 rows")
                    .hasMessageContaining("`events`")
                    .hasMessageContaining("Too many parts")
                    .hasMessageContaining("sink.retry.timeout");
            assertThat(task.metrics().count(SinkMetric.INSERT_RETRIES)).isPositive();
            assertThat(task.metrics().count(SinkMetric.SEND_ERRORS)).isEqualTo(10);
            assertThatThrownBy(() -> task.write(Events.row(11))).hasMessageContaining("10 rows");
            assertThatThrownBy(task::checkpoint).hasMessageContaining("10 rows");
            assertThatThrownBy(task::endInput).hasMessageContaining("10 rows");
        }
        assertThat(events.rows()).isZero();
    }

    @Test
    void aSpentQuotaIsWaitedForUntilItRefills() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(sink().build())) {
            proxy.next(3, SPENT_QUOTA);
            Events.write(task, 0, 100);
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.INSERT_RETRIES)).isEqualTo(3);
        }
        assertThat(events.blocks()).containsExactly(100L);
    }

    @Test
    void aQuotaThatStaysSpentSaysWhenItRefills() throws Exception {
        proxy.always(SPENT_QUOTA);
        Duration soon = Duration.ofMillis(10);
        try (WriterHarness<RowData> task =
                WriterHarness.open(sink().retry(Duration.ofMillis(100), soon, soon).build())) {
            Events.write(task, 0, 10);
            assertThatThrownBy(task::checkpoint)
                    .hasMessageContaining("Gave up after")
                    .hasMessageContaining("'sink.retry.timeout' = 100 ms")
                    .hasMessageContaining("Interval will end at 2026-11-27 19:00:00")
                    .hasMessageContaining("Raise the quota of this user")
                    .hasMessageContaining("raise 'sink.retry.timeout'");
        }
    }

    @Test
    void aFailureThatOnlyAPersonCanMendIsNotTriedAgain() throws Exception {
        proxy.always(UNKNOWN_TABLE);
        try (WriterHarness<RowData> task = WriterHarness.open(sink().build())) {
            Events.write(task, 0, 10);
            assertThatThrownBy(task::checkpoint)
                    .hasMessageContaining("`events`")
                    .hasMessageContaining("does not exist")
                    .hasMessageContaining("restart the job");
            assertThat(task.metrics().count(SinkMetric.INSERT_RETRIES)).isZero();
        }
        assertThat(proxy.hits()).isEqualTo(1);
    }

    @Test
    void closeNeverThrowsSinceFlinkWouldEndTheTaskManager() throws Exception {
        proxy.always(UNKNOWN_TABLE);
        WriterHarness<RowData> task = WriterHarness.open(sink().maxRows(10).build());
        Events.write(task, 0, 10);
        proxy.awaitHits(1, SOON);
        task.awaitMail();
        assertThatCode(task::closeWriter).doesNotThrowAnyException();
    }

    @Test
    void closeIsQuietAboutAFailureThatTheTaskHasSeen() throws Exception {
        proxy.always(UNKNOWN_TABLE);
        WriterHarness<RowData> task = WriterHarness.open(sink().build());
        Events.write(task, 0, 10);
        assertThatThrownBy(task::checkpoint).hasMessageContaining("does not exist");
        assertThatCode(task::closeWriter).doesNotThrowAnyException();
    }

    private ClickHouseSinkBuilder<RowData> sink() {
        return events.sinkVia(proxy.url())
                .retry(Duration.ofSeconds(60), Duration.ofMillis(10), Duration.ofMillis(100));
    }
}
