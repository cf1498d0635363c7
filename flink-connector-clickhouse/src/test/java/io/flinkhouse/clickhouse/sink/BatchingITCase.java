// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.testutils.process.Await;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ClickHouseExtension.class)
class BatchingITCase {

    private static final Duration SOON = Duration.ofSeconds(30);

    private Events events;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        this.events = new Events(db);
    }

    @Test
    void aCheckpointSendsWhatThereIs() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(events.sink().build())) {
            Events.write(task, 0, 1000);
            assertThat(events.rows()).isZero();
            task.checkpoint();
            assertThat(events.rows()).isEqualTo(1000);
            task.checkpoint();
            assertThat(events.blocks()).containsExactly(1000L);
        }
    }

    @Test
    void aRowObjectMayBeUsedAgain() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(events.sink().build())) {
            GenericRowData row = new GenericRowData(2);
            for (long id = 0; id < 100; id++) {
                row.setField(0, id);
                row.setField(1, StringData.fromString("n" + id));
                task.write(row);
            }
            task.checkpoint();
        }
        assertThat(db.query("SELECT uniqExact(id), countIf(name = concat('n', id)) FROM events"))
                .containsExactly(List.of("100", "100"));
    }

    @Test
    void aBatchIsSentWhenItHasItsRows() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(events.sink().maxRows(10).inFlight(1).build())) {
            Events.write(task, 0, 25);
            Await.until("two full batches", SOON, () -> events.rows() == 20);
            task.checkpoint();
        }
        assertThat(events.blocks()).containsExactly(10L, 10L, 5L);
    }

    @Test
    void aBatchIsSentWhenItHasItsBytes() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(events.sink().maxBytes(10_000).inFlight(1).build())) {
            for (long id = 0; id < 25; id++) {
                task.write(GenericRowData.of(id, StringData.fromString("x".repeat(990))));
            }
            Await.until("two full batches", SOON, () -> events.rows() >= 20);
            assertThat(events.blocks()).hasSize(2).allMatch(rows -> rows >= 9 && rows <= 11);
        }
    }

    @Test
    void aBatchIsSentWhenItsFirstRowHasWaitedLongEnough() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(events.sink().flushInterval(Duration.ofSeconds(5)).build())) {
            task.advance(Duration.ofSeconds(60));
            Events.write(task, 0, 10);
            task.advance(Duration.ofMillis(4999));
            assertThat(task.metrics().gauge(SinkMetric.IN_FLIGHT_INSERTS)).isEqualTo(0);
            assertThat(events.rows()).isZero();
            task.advance(Duration.ofMillis(1));
            Await.until("the batch", SOON, () -> events.rows() == 10);
            assertThat(task.timers()).isZero();
        }
    }

    @Test
    void theWaitCountsFromTheFirstRowOfEachBatch() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(events.sink().flushInterval(Duration.ofSeconds(5)).build())) {
            Events.write(task, 0, 1);
            task.advance(Duration.ofSeconds(3));
            task.checkpoint();
            Events.write(task, 1, 2);
            task.advance(Duration.ofSeconds(4));
            assertThat(events.rows()).isEqualTo(1);
            task.advance(Duration.ofSeconds(1));
            Await.until("the second batch", SOON, () -> events.rows() == 2);
        }
    }

    @Test
    void aDueBatchGrowsWhileEverySlotIsTaken() throws Exception {
        try (FaultProxy proxy = Events.proxy(db);
                WriterHarness<RowData> task =
                        WriterHarness.open(
                                events.sinkVia(proxy.url())
                                        .flushInterval(Duration.ofSeconds(5))
                                        .inFlight(1)
                                        .build())) {
            proxy.next(1, new Fault.HoldRequest());
            Events.write(task, 0, 10);
            task.advance(Duration.ofSeconds(5));
            proxy.awaitHeld(1, SOON);
            Events.write(task, 10, 20);
            task.advance(Duration.ofSeconds(5));
            Events.write(task, 20, 30);
            proxy.release();
            task.checkpoint();
        }
        assertThat(events.blocks()).containsExactly(10L, 20L);
    }

    @Test
    void everyBatchHasATokenOfItsOwn() throws Exception {
        db.execute("ALTER TABLE events MODIFY SETTING non_replicated_deduplication_window = 100");
        try (WriterHarness<RowData> task = WriterHarness.open(events.sink().build())) {
            for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
                Events.write(task, 0, 10);
                task.checkpoint();
            }
        }
        assertThat(events.rows()).isEqualTo(30);
    }

    @Test
    void withoutAGuaranteeACheckpointDoesNotWait() throws Exception {
        try (FaultProxy proxy = Events.proxy(db);
                WriterHarness<RowData> task =
                        WriterHarness.open(
                                events.sinkVia(proxy.url())
                                        .deliveryGuarantee(DeliveryGuarantee.NONE)
                                        .maxRows(10)
                                        .build())) {
            proxy.next(1, new Fault.HoldRequest());
            Events.write(task, 0, 15);
            proxy.awaitHeld(1, SOON);
            task.checkpoint();
            assertThat(events.rows()).isZero();
            proxy.release();
            task.endInput();
            assertThat(events.rows()).isEqualTo(15);
        }
    }

    @Test
    void aValueThatDoesNotFitNamesTableAndColumn() throws Exception {
        db.execute("CREATE TABLE small (n UInt8) ENGINE = MergeTree ORDER BY n");
        try (WriterHarness<RowData> task =
                WriterHarness.open(events.sink().table(db.name(), "small").build())) {
            assertThatThrownBy(() -> task.write(GenericRowData.of((short) 300)))
                    .isInstanceOf(java.io.IOException.class)
                    .hasMessageContaining("`small`")
                    .hasMessageContaining("'n'")
                    .hasMessageContaining("UInt8");
            assertThat(task.metrics().count(SinkMetric.REJECTED_ROWS)).isEqualTo(1);
        }
    }

    @Test
    void theMetricsTellWhatWasSent() throws Exception {
        try (WriterHarness<RowData> task = WriterHarness.open(events.sink().maxRows(10).build())) {
            Events.write(task, 0, 25);
            task.checkpoint();
            RecordedMetrics metrics = task.metrics();
            assertThat(metrics.count(SinkMetric.ROWS_SENT)).isEqualTo(25);
            assertThat(metrics.count(SinkMetric.BYTES_SENT)).isPositive();
            assertThat(metrics.count(SinkMetric.INSERT_RETRIES)).isZero();
            assertThat(metrics.count(SinkMetric.SEND_ERRORS)).isZero();
            assertThat(metrics.gauge(SinkMetric.IN_FLIGHT_INSERTS)).isEqualTo(0);
            assertThat(metrics.gauge(SinkMetric.CURRENT_SEND_TIME)).isInstanceOf(Long.class);
            assertThat(metrics.histogram(SinkMetric.BATCH_ROWS).getStatistics().getValues())
                    .containsExactly(5, 10, 10);
            assertThat(metrics.histogram(SinkMetric.BATCH_BYTES).getStatistics().getMin())
                    .isGreaterThan(5 * Long.BYTES);
            assertThat(metrics.histogram(SinkMetric.INSERT_LATENCY).getCount()).isEqualTo(3);
        }
    }
}
