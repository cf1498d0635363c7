// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source;

import io.flinkhouse.clickhouse.mapping.RecordMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records, beans and rows that a job reads through the builder of the source. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(60)
class RecordsITCase {

    private static final String COLUMNS =
            "user_id UInt64, name String, score Nullable(Float64), kind Enum8('NEW' = 1, 'OLD' = 2),"
                    + " at DateTime64(3, 'UTC'), seen DateTime64(6, 'UTC'), day Date, price Decimal(9, 2),"
                    + " big UInt256, id UUID, raw String, tags Array(LowCardinality(String)),"
                    + " codes Array(Int32), counts Map(String, Int64), place Tuple(lat Float64, lon Float64)";

    private static final String ROW =
            "(7, 'Ann', NULL, 'OLD', '2026-01-02 03:04:05.678', '2026-01-02 03:04:05.678901',"
                    + " '2026-01-02', 12.34, 115792089237316195423570985008687907853269984665640564039457584007913129639935,"
                    + " '61f0c404-5cb3-11e7-907b-a6006ad3dba0', unhex('00FF'), ['a', 'b'], [1, 2],"
                    + " {'x': 1}, (1.5, 2.5))";

    /** The kinds of a visit. */
    public enum Kind {
        NEW,
        OLD
    }

    /** A tuple. */
    public record Place(double lon, double lat) {}

    /** A record with some of the columns, in another order. */
    public record Visit(
            String name,
            long userId,
            Double score,
            Kind kind,
            Instant at,
            LocalDateTime seen,
            LocalDate day,
            BigDecimal price,
            BigInteger big,
            UUID id,
            List<String> tags,
            int[] codes,
            Map<String, Long> counts,
            Place place) {}

    /** A bean with fields and setters. */
    public static final class Bean {
        public long userId;
        public byte[] raw;
        private String name;

        public void setName(String name) {
            this.name = name;
        }

        public String getName() {
            return name;
        }
    }

    /** A record whose component is no column. */
    public record Stranger(long id, String surname) {}

    /** A record whose component cannot be null. */
    public record Rated(double score) {}

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase database) {
        db = database;
        db.execute("CREATE TABLE visits (" + COLUMNS + ") ENGINE = MergeTree ORDER BY user_id");
        db.execute("INSERT INTO visits VALUES " + ROW);
    }

    @Test
    void readsRecords() throws Exception {
        Visit visit = only(this.<Visit>visits().records(RecordMapping.of(Visit.class)));

        assertThat(visit.codes()).containsExactly(1, 2);
        assertThat(visit)
                .usingRecursiveComparison()
                .isEqualTo(
                        new Visit(
                                "Ann",
                                7,
                                null,
                                Kind.OLD,
                                Instant.parse("2026-01-02T03:04:05.678Z"),
                                LocalDateTime.parse("2026-01-02T03:04:05.678901"),
                                LocalDate.parse("2026-01-02"),
                                new BigDecimal("12.34"),
                                BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                                UUID.fromString("61f0c404-5cb3-11e7-907b-a6006ad3dba0"),
                                List.of("a", "b"),
                                new int[] {1, 2},
                                Map.of("x", 1L),
                                new Place(2.5, 1.5)));
    }

    @Test
    void readsBeans() throws Exception {
        Bean bean = only(this.<Bean>visits().records(RecordMapping.of(Bean.class)));

        assertThat(bean.userId).isEqualTo(7);
        assertThat(bean.raw).containsExactly(0, -1);
        assertThat(bean.getName()).isEqualTo("Ann");
    }

    @Test
    void readsRowsWithTheNamesOfTheColumns() throws Exception {
        Row row =
                only(
                        this.<Row>visits()
                                .records(RecordMapping.rows())
                                .columns("name", "user_id", "place"));

        assertThat(row.getFieldNames(true)).containsExactly("name", "user_id", "place");
        assertThat(row.<String>getFieldAs("name")).isEqualTo("Ann");
        assertThat(row.<BigDecimal>getFieldAs("user_id")).isEqualByComparingTo("7");
        assertThat(row.<Row>getFieldAs("place").getField("lat")).isEqualTo(1.5);
    }

    @Test
    void readsTheResultOfAQuery() throws Exception {
        db.execute("INSERT INTO visits (user_id, name) SELECT number, 'n' FROM numbers(9)");
        List<Row> rows =
                all(
                        ClickHouseSource.<Row>builder()
                                .url(db.url())
                                .username(db.username())
                                .password(db.password())
                                .query(
                                        "SELECT name, count() AS n FROM "
                                                + db.name()
                                                + ".visits GROUP BY name")
                                .filter("n > 1")
                                .records(RecordMapping.rows()));

        assertThat(rows).containsExactly(Row.of("n", new BigDecimal(9)));
    }

    @Test
    void refusesAComponentWithoutColumn() {
        assertThatThrownBy(() -> visits().records(cast(RecordMapping.of(Stranger.class))).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("records(…): There is no column 'surname'");
    }

    @Test
    void refusesAPrimitiveForANullableColumn() {
        assertThatThrownBy(() -> visits().records(cast(RecordMapping.of(Rated.class))).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Column 'score' Nullable(Float64): 'score' is a double")
                .hasMessageContaining("use its class");
    }

    @Test
    void refusesAColumnThatIsNotThere() {
        assertThatThrownBy(
                        () ->
                                this.<Row>visits()
                                        .records(RecordMapping.rows())
                                        .columns("nam")
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns(…): there is no column 'nam'")
                .hasMessageContaining("name");
    }

    @Test
    void saysThatATableDoesNotExist() {
        assertThatThrownBy(
                        () ->
                                this.<Row>visits()
                                        .table(db.name(), "visit")
                                        .records(RecordMapping.rows())
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("visit` does not exist");
    }

    @Test
    void travelsWithTheJob() throws Exception {
        ClickHouseSource<Visit> source =
                this.<Visit>visits().records(RecordMapping.of(Visit.class)).build();
        assertThat(InstantiationUtil.clone(source).getProducedType())
                .isEqualTo(source.getProducedType());
    }

    @SuppressWarnings("unchecked")
    private static <T> RecordMapping<T> cast(RecordMapping<?> mapping) {
        return (RecordMapping<T>) mapping;
    }

    private <T> ClickHouseSourceBuilder<T> visits() {
        return ClickHouseSource.<T>builder()
                .url(db.url())
                .username(db.username())
                .password(db.password())
                .table(db.name(), "visits");
    }

    private static <T> T only(ClickHouseSourceBuilder<T> source) throws Exception {
        List<T> all = all(source);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static <T> List<T> all(ClickHouseSourceBuilder<T> source) throws Exception {
        List<T> all = new ArrayList<>();
        try (CloseableIterator<T> records =
                ScanJobs.environment(RuntimeExecutionMode.BATCH, 1)
                        .fromSource(source.build(), WatermarkStrategy.noWatermarks(), "visits")
                        .executeAndCollect()) {
            records.forEachRemaining(all::add);
        }
        return all;
    }
}
