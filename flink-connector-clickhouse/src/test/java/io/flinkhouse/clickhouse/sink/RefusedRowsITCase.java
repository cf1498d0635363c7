// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.metrics.SinkMetric;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;
import io.flinkhouse.clickhouse.testutils.process.Fault;
import io.flinkhouse.clickhouse.testutils.process.FaultProxy;

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
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

import static io.flinkhouse.clickhouse.sink.OrderRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the handling of rows that only the server can refuse. */
@ExtendWith(ClickHouseExtension.class)
class RefusedRowsITCase {

    private static final int ROWS = 1000;
    private static final int FEW = 300;
    private static final int GOOD = 5;
    private static final int TOO_LARGE = 200;

    private static final OrderRows ORDERS = new OrderRows(true);

    @TempDir Path directory;
    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        create("", "CONSTRAINT below CHECK small < 100");
    }

    private void create(String partitions, String more) {
        db.execute("DROP TABLE IF EXISTS t");
        db.execute(
                "CREATE TABLE t (id Int64, small Int32 DEFAULT 7, _topic String, _partition Int32,"
                        + " _offset Int64, _flink_block UInt64 MATERIALIZED 0, "
                        + more
                        + ") ENGINE = MergeTree "
                        + partitions
                        + " ORDER BY id SETTINGS non_replicated_deduplication_window = 1000");
    }

    @ParameterizedTest
    @EnumSource(DeliveryGuarantee.class)
    void goToTheDeadLetterTableOneByOne(DeliveryGuarantee guarantee) throws Exception {
        create("PARTITION BY id % 3", "CONSTRAINT below CHECK small < 100");
        run(letters(guarantee), "none");

        assertThat(
                        db.query(
                                "SELECT count(), uniqExact(id), countIf(id % 10 = 0), countIf(small = 5)"
                                        + " FROM t"))
                .containsExactly(List.of("900", "900", "0", "900"));
        assertThat(
                        db.query(
                                "SELECT count(), uniqExact(offset), countIf(offset % 10 = 0),"
                                        + " any(topic), any(partition), any(kind),"
                                        + " countIf(error LIKE '%Constraint `below`%') FROM dead"))
                .containsExactly(
                        List.of("100", "100", "100", "orders", "7", "refused-by-server", "100"));
        assertThat(db.query("SELECT raw_message FROM dead WHERE offset = 100"))
                .containsExactly(
                        List.of(
                                "{\"id\":100,\"small\":200,\"_topic\":\"orders\",\"_partition\":7,"
                                        + "\"_offset\":100}"));
    }

    /** An error of the dry run itself ends the attempt of the job. */
    @ParameterizedTest
    @CsvSource({"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    void areFoundAgainByAJobThatFailedDuringTheSearch(DeliveryGuarantee guarantee)
            throws Exception {
        try (FaultProxy proxy = proxy()) {
            proxy.next(4, Fault.PASS)
                    .next(1, new Fault.Answer(500, 497, "Code: 497. DB::Exception: Denied."));
            run(letters(guarantee).url(proxy.url()), "fixed-delay");
            assertThat(proxy.planned()).isZero();
        }
        String once = guarantee == DeliveryGuarantee.EXACTLY_ONCE ? "count()" : "uniqExact(id)";
        assertThat(db.query("SELECT " + once + ", uniqExact(id), countIf(id % 10 = 0) FROM t"))
                .containsExactly(List.of("900", "900", "0"));
        assertThat(
                        db.query(
                                "SELECT "
                                        + once.replace("id", "offset")
                                        + ", uniqExact(offset) FROM dead"))
                .containsExactly(List.of("100", "100"));
    }

    @Test
    void areLeftOutAndCounted() throws Exception {
        try (WriterHarness<RowData> task =
                WriterHarness.open(
                        sink(DeliveryGuarantee.AT_LEAST_ONCE).skipRejectedRows().build())) {
            task.write(row(1, GOOD));
            task.write(row(2, TOO_LARGE));
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.REFUSED)).isEqualTo(1);
        }
        assertThat(db.query("SELECT id FROM t")).containsExactly(List.of("1"));
    }

    @Test
    void failTheJobUnlessOneSaysSo() throws Exception {
        WriterHarness<RowData> task =
                WriterHarness.open(sink(DeliveryGuarantee.AT_LEAST_ONCE).build());
        task.write(row(1, GOOD));
        task.write(row(2, TOO_LARGE));

        assertThatThrownBy(task::checkpoint)
                .hasStackTraceContaining("Constraint `below`")
                .hasStackTraceContaining("'sink.error-mode'");
        task.close();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "last", "one", "some", "most", "all"})
    void areFoundWhereverTheyStand(String which) throws Exception {
        LongPredicate bad =
                switch (which) {
                    case "first" -> id -> id == 1;
                    case "last" -> id -> id == FEW;
                    case "one" -> id -> id == 133;
                    case "some" -> id -> id % 100 < 3;
                    case "most" -> id -> id != 150;
                    default -> id -> true;
                };
        long refused = LongStream.rangeClosed(1, FEW).filter(bad).count();
        try (WriterHarness<RowData> task = open()) {
            for (long id = 1; id <= FEW; id++) {
                task.write(row(id, bad.test(id) ? TOO_LARGE : GOOD));
            }
            task.checkpoint();
            assertThat(task.metrics().count(SinkMetric.REFUSED)).isEqualTo(refused);
        }
        assertThat(db.query("SELECT count(), uniqExact(id), countIf(small != 5) FROM t"))
                .containsExactly(
                        List.of(String.valueOf(FEW - refused), String.valueOf(FEW - refused), "0"));
        assertThat(
                        db.query(
                                "SELECT count(), uniqExact(offset), countIf(raw_message LIKE '%200%') FROM dead"))
                .containsExactly(
                        List.of(
                                String.valueOf(refused),
                                String.valueOf(refused),
                                String.valueOf(refused)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "c Int64 MATERIALIZED intDiv(100, small); Division by zero",
                "c Int64 DEFAULT 100 % small; Division by zero",
                "c UInt8 MATERIALIZED throwIf(small = 0, 'no zero'); no zero",
                "c Enum8('5' = 1, '7' = 2) MATERIALIZED toString(small); Unknown element '0' for enum",
                "c UInt8 MATERIALIZED accurateCast(small - 1, 'UInt8'); cannot be safely converted",
                "c Date MATERIALIZED toDate(if(small = 0, 'x', '2026-01-02')); Cannot parse",
                "CONSTRAINT set CHECK nullIf(small, 0) > 1; contains null value"
            })
    void areWhatAnyExpressionOfAColumnRefuses(String more, String error) throws Exception {
        create("", more);
        try (WriterHarness<RowData> task = open()) {
            task.write(row(1, GOOD));
            task.write(row(2, 0));
            task.write(row(3, GOOD));
            task.checkpoint();
        }
        assertThat(db.query("SELECT id FROM t ORDER BY id"))
                .containsExactly(List.of("1"), List.of("3"));
        assertThat(db.query("SELECT offset, error FROM dead"))
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.get(0)).isEqualTo("2");
                            assertThat(letter.get(1)).contains(error);
                        });
    }

    @Test
    void leaveTheDefaultsOfTheOthers() throws Exception {
        try (WriterHarness<RowData> task = open()) {
            task.write(row(1, null));
            task.write(row(2, TOO_LARGE));
            task.checkpoint();
        }
        assertThat(db.query("SELECT id, small FROM t")).containsExactly(List.of("1", "7"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "PARTITION BY intDiv(100, small); the partition key",
                "TTL toDateTime('2100-01-01') + toIntervalDay(intDiv(100, small)); TTL"
            })
    void areNotFoundWhereNoColumnRefusesThem(String clause, String told) throws Exception {
        db.execute("DROP TABLE t");
        db.execute(
                "CREATE TABLE t (id Int64, small Int32 DEFAULT 7, _topic String, _partition Int32, _offset"
                        + " Int64) ENGINE = MergeTree ORDER BY id "
                        + clause);
        WriterHarness<RowData> task = open();
        task.write(row(1, GOOD));
        task.write(row(2, 0));

        assertThatThrownBy(task::checkpoint)
                .hasStackTraceContaining("ILLEGAL_DIVISION")
                .hasStackTraceContaining("No single row is refused alone")
                .hasStackTraceContaining(told);
        task.close();
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
    }

    @Test
    void areNotThoseThatAViewRefuses() throws Exception {
        db.execute("CREATE TABLE seen (n Int64) ENGINE = MergeTree ORDER BY n");
        db.execute("CREATE MATERIALIZED VIEW v TO seen AS SELECT intDiv(100, small) AS n FROM t");
        WriterHarness<RowData> task = open();
        task.write(row(1, GOOD));
        task.write(row(2, 0));

        assertThatThrownBy(task::checkpoint)
                .hasStackTraceContaining("Code: 153 (ILLEGAL_DIVISION), view " + db.name() + ".v. ")
                .hasStackTraceContaining("No single row is refused alone");
        task.close();
    }

    @Test
    void areFoundThroughANetworkThatFails() throws Exception {
        try (FaultProxy proxy = proxy()) {
            proxy.next(1, Fault.PASS)
                    .next(1, new Fault.CutBefore())
                    .next(1, new Fault.CutAfterAnswer())
                    .next(1, new Fault.CutMidway());
            try (WriterHarness<RowData> task =
                    WriterHarness.open(
                            letters(DeliveryGuarantee.AT_LEAST_ONCE).url(proxy.url()).build())) {
                for (long id = 1; id <= ROWS; id++) {
                    task.write(row(id, id == 700 ? TOO_LARGE : GOOD));
                }
                task.checkpoint();
            }
            assertThat(proxy.planned()).isZero();
        }
        assertAllOnceBut700();
    }

    @Test
    void areFoundAgainByAWriterAfterOneThatWasKilled() throws Exception {
        try (FaultProxy proxy = proxy()) {
            proxy.next(5, Fault.PASS).always(new Fault.HoldRequest());
            WriterHarness<RowData> killed =
                    WriterHarness.open(
                            letters(DeliveryGuarantee.AT_LEAST_ONCE)
                                    .url(proxy.url())
                                    .maxRows(ROWS)
                                    .build());
            for (long id = 1; id <= ROWS; id++) {
                killed.write(row(id, id == 700 ? TOO_LARGE : GOOD));
            }
            proxy.awaitHeld(1, Duration.ofSeconds(30));
            killed.close();
            proxy.forget();
        }
        assertThat(db.query("SELECT count() FROM t")).containsExactly(List.of("0"));
        try (WriterHarness<RowData> task = open()) {
            for (long id = 1; id <= ROWS; id++) {
                task.write(row(id, id == 700 ? TOO_LARGE : GOOD));
            }
            task.checkpoint();
        }
        assertAllOnceBut700();
    }

    private FaultProxy proxy() {
        return FaultProxy.to(URI.create(db.url()).getPort()).onlyFor("flinkhouse_dry_run");
    }

    private void assertAllOnceBut700() {
        assertThat(db.query("SELECT count(), uniqExact(id), countIf(id = 700) FROM t"))
                .containsExactly(List.of("999", "999", "0"));
        assertThat(db.query("SELECT offset FROM dead")).containsExactly(List.of("700"));
    }

    private WriterHarness<RowData> open() throws Exception {
        return WriterHarness.open(letters(DeliveryGuarantee.AT_LEAST_ONCE).build());
    }

    private ClickHouseSinkBuilder<RowData> letters(DeliveryGuarantee guarantee) {
        return sink(guarantee).deadLetterTable(db.name(), "dead");
    }

    private ClickHouseSinkBuilder<RowData> sink(DeliveryGuarantee guarantee) {
        return ORDERS.sink(db, directory, guarantee);
    }

    private static void run(ClickHouseSinkBuilder<RowData> sink, String restart) throws Exception {
        ORDERS.run(ROWS, new EachTenthIsBad(), sink.maxRows(400), restart);
    }

    private static final class EachTenthIsBad implements MapFunction<Long, RowData> {

        private static final long serialVersionUID = 1L;

        @Override
        public RowData map(Long id) {
            return row(id, id % 10 == 0 ? TOO_LARGE : GOOD);
        }
    }
}
