// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.table.data.RowData;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the handling of rows that a column cannot hold: each hundredth of 20 000. */
@ExtendWith(ClickHouseExtension.class)
class RejectedRowHandlerITCase {

    private static final int ROWS = 20_000;
    private static final String BAD_COUNT = "200";

    private static final OrderRows ORDERS = new OrderRows(false);

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t (id Int64, small UInt8, _topic String, _partition Int32, _offset Int64)"
                        + " ENGINE = MergeTree ORDER BY id SETTINGS"
                        + " non_replicated_deduplication_window = 1000");
    }

    /** Every block has the same kind of id, also a block of dead letters. */
    @ParameterizedTest
    @EnumSource(DeliveryGuarantee.class)
    void everyInsertIsNamedByTheIdOfItsBlock(DeliveryGuarantee guarantee) throws Exception {
        db.execute("ALTER TABLE t ADD COLUMN query String MATERIALIZED queryID()");
        db.execute(
                "CREATE TABLE dead (time DateTime64(3), kind String, error String,"
                        + " topic Nullable(String), partition Nullable(Int32),"
                        + " offset Nullable(Int64), key Nullable(String),"
                        + " raw_message Nullable(String), query String MATERIALIZED queryID())"
                        + " ENGINE = MergeTree ORDER BY () SETTINGS"
                        + " non_replicated_deduplication_window = 1000");

        run(sink(guarantee).deadLetterTable(db.name(), "dead"), "none");

        for (String table : List.of("t", "dead")) {
            assertThat(db.query("SELECT DISTINCT query FROM " + table))
                    .isNotEmpty()
                    .allMatch(row -> row.get(0).matches("[0-9A-HJKMNP-TV-Z]{26}"));
        }
    }

    @ParameterizedTest
    @EnumSource(DeliveryGuarantee.class)
    void goToTheDeadLetterTableOneByOne(DeliveryGuarantee guarantee) throws Exception {
        run(sink(guarantee).deadLetterTable(db.name(), "dead"), "none");
        assertGoodRowsOnce();
        assertThat(
                        db.query(
                                "SELECT count(), uniqExact(offset), countIf(offset % 100 = 0),"
                                        + " any(topic), any(partition), any(kind), countIf(key IS NULL),"
                                        + " countIf(error LIKE '%small%UInt8%'"
                                        + " AND error NOT LIKE '%300%') FROM dead"))
                .containsExactly(
                        List.of(
                                BAD_COUNT,
                                BAD_COUNT,
                                BAD_COUNT,
                                "orders",
                                "7",
                                "rejected-row",
                                BAD_COUNT,
                                BAD_COUNT));
        assertThat(db.query("SELECT raw_message FROM dead WHERE offset = 100"))
                .containsExactly(
                        List.of(
                                "{\"id\":100,\"small\":300,\"_topic\":\"orders\",\"_partition\":7,"
                                        + "\"_offset\":100}"));
    }

    @Test
    void goThereOnceAlsoAfterAFailure() throws Exception {
        EachHundredthIsBad.stumble.set(true);
        run(sink(DeliveryGuarantee.EXACTLY_ONCE).deadLetterTable(db.name(), "dead"), "fixed-delay");
        assertThat(EachHundredthIsBad.stumble).isFalse();
        assertGoodRowsOnce();
        assertThat(db.query("SELECT count(), uniqExact(offset) FROM dead"))
                .containsExactly(List.of(BAD_COUNT, BAD_COUNT));
    }

    @ParameterizedTest
    @EnumSource(DeliveryGuarantee.class)
    void areLeftOutAndCounted(DeliveryGuarantee guarantee) throws Exception {
        run(sink(guarantee).skipRejectedRows(), "none");
        assertGoodRowsOnce();
    }

    @ParameterizedTest
    @CsvSource({"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void failTheJobUnlessOneSaysSo(DeliveryGuarantee guarantee) {
        assertThatThrownBy(() -> run(sink(guarantee), "none"))
                .rootCause()
                .hasMessageContaining("small")
                .hasMessageContaining("'sink.error-mode'");
    }

    @Test
    void areCounted() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(
                        sink(DeliveryGuarantee.AT_LEAST_ONCE)
                                .deadLetterTable(db.name(), "dead")
                                .build())) {
            for (long id = 1; id <= 300; id++) {
                task.write(new EachHundredthIsBad().map(id));
            }
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.REJECTED_ROWS)).isEqualTo(3);
            assertThat(db.query("SELECT count() FROM dead")).containsExactly(List.of("3"));
        }
    }

    private void assertGoodRowsOnce() {
        assertThat(db.query("SELECT count(), uniqExact(id), countIf(id % 100 = 0) FROM t"))
                .containsExactly(List.of("19800", "19800", "0"));
    }

    private ClickHouseSinkBuilder<RowData> sink(DeliveryGuarantee guarantee) {
        return ORDERS.sink(db, directory, guarantee).maxRows(1000);
    }

    private static void run(ClickHouseSinkBuilder<RowData> sink, String restart) throws Exception {
        ORDERS.run(ROWS, new EachHundredthIsBad(), sink, restart);
    }

    /** Too large for its column; fails half-way, once if it is told to. */
    private static final class EachHundredthIsBad implements MapFunction<Long, RowData> {

        private static final long serialVersionUID = 1L;
        static final AtomicBoolean stumble = new AtomicBoolean();

        @Override
        public RowData map(Long id) {
            if (id == ROWS / 2 && stumble.compareAndSet(true, false)) {
                throw new IllegalStateException("As the test wants it");
            }
            return OrderRows.row(id, id % 100 == 0 ? 300 : 3);
        }
    }
}
