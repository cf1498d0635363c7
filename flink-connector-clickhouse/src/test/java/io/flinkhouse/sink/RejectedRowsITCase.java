// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink;

import io.flinkhouse.sink.rows.RowMapping;
import io.flinkhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

/** What becomes of rows that a column cannot hold: each hundredth of 20 000. */
@ExtendWith(ClickHouseExtension.class)
@Timeout(180)
class RejectedRowsITCase {

    private static final int ROWS = 20_000;
    private static final String BAD_COUNT = "200";

    private static final RowType COLUMNS =
            RowType.of(
                    new LogicalType[] {
                        new BigIntType(false),
                        new IntType(false),
                        new VarCharType(false, VarCharType.MAX_LENGTH),
                        new IntType(false),
                        new BigIntType(false)
                    },
                    new String[] {"id", "small", "_topic", "_partition", "_offset"});

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

    /** So that an operator finds every block by one kind of id, also one of dead letters. */
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
                                        + " countIf(error LIKE '%small%UInt8%300%') FROM dead"))
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
        Stumble.once.set(true);
        run(sink(DeliveryGuarantee.EXACTLY_ONCE).deadLetterTable(db.name(), "dead"), "fixed-delay");
        assertThat(Stumble.once).isFalse();
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
                                .columns(COLUMNS)
                                .deadLetterTable(db.name(), "dead")
                                .build())) {
            for (long id = 1; id <= 300; id++) {
                task.write(new Rows().map(id));
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
        return ClickHouseSink.<RowData>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "t")
                .columns(COLUMNS)
                .deliveryGuarantee(guarantee)
                .spoolPath(directory.resolve("spool").toUri().toString())
                .maxRows(1000)
                .rows(RowMapping.rowData());
    }

    private static void run(ClickHouseSinkBuilder<RowData> sink, String restart) throws Exception {
        StreamExecutionEnvironment env = ExactlyOnceJobs.environment(1, restart);
        env.enableCheckpointing(100);
        env.fromSequence(1, ROWS)
                .map(new Stumble())
                .map(new Rows())
                .returns(InternalTypeInfo.of(COLUMNS))
                .sinkTo(sink.build());
        env.execute();
    }

    /** Each hundredth has a value that is too large for its column. */
    private static final class Rows implements MapFunction<Long, RowData> {

        private static final long serialVersionUID = 1L;

        @Override
        public RowData map(Long id) {
            return GenericRowData.of(
                    id, id % 100 == 0 ? 300 : 3, StringData.fromString("orders"), 7, id);
        }
    }

    /** Fails half-way, once if it is told to. */
    private static final class Stumble implements MapFunction<Long, Long> {

        private static final long serialVersionUID = 1L;
        static final AtomicBoolean once = new AtomicBoolean();

        @Override
        public Long map(Long id) {
            if (id == ROWS / 2 && once.compareAndSet(true, false)) {
                throw new IllegalStateException("As the test wants it");
            }
            return id;
        }
    }
}
