// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.sink;

import io.flinkhouse.clickhouse.avro.Address;
import io.flinkhouse.clickhouse.avro.AllTypes;
import io.flinkhouse.clickhouse.avro.Code;
import io.flinkhouse.clickhouse.avro.Colour;
import io.flinkhouse.clickhouse.avro.Point;
import io.flinkhouse.clickhouse.mapping.AvroRowMapping;
import io.flinkhouse.clickhouse.mapping.RowMapping;
import io.flinkhouse.clickhouse.testutils.job.MiniFlink;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.formats.avro.typeutils.GenericRecordAvroTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests jobs with Avro records, with fields of every Avro type. */
@ExtendWith({ClickHouseExtension.class, MiniFlink.class})
@Timeout(180)
class AvroJobITCase {

    private static final Schema SCHEMA = AllTypes.getClassSchema();
    private static final LocalDateTime CLOCK = LocalDateTime.parse("2026-07-08T09:10:11.123456789");
    private static final Instant AT = CLOCK.toInstant(ZoneOffset.UTC);
    private static final BigDecimal PRICE = new BigDecimal("-12345678901234.5678");
    private static final BigDecimal FEE = new BigDecimal("99.25");
    private static final BigDecimal HUGE =
            new BigDecimal("12345678901234567890123456789012345678901234567.891");
    private static final String UUID_TEXT = "61f0c404-5cb3-11e7-907b-a6006ad3dba0";

    /** Each column with the value that a client of the server reads. */
    private static final Map<String, List<String>> COLUMNS =
            Map.ofEntries(
                    column("truth", "Bool", "true"),
                    column("small", "Int32", "-7"),
                    column("big", "Int64", "9007199254740993"),
                    column("single", "Float32", "1.5"),
                    column("twice", "Float64", "-0.1"),
                    column("text", "String", "grüße"),
                    column("raw", "String", "bytes"),
                    column("code", "FixedString(4)", "ABCD"),
                    column("colour", "Enum8('RED' = 1, 'GREEN' = 2)", "GREEN"),
                    column("tags", "Array(String)", "['a','b']"),
                    column("gaps", "Array(Nullable(Int64))", "[1,NULL]"),
                    column("counts", "Map(String, Int64)", "{'k':5}"),
                    column("address", "Tuple(city String, zip Nullable(String))", "('Bonn',NULL)"),
                    column("points", "Array(Tuple(x Float64, y Float64))", "[(1,2.5)]"),
                    column("maybe", "Nullable(Int32)", "NULL"),
                    column("price", "Decimal(18, 4)", PRICE.toPlainString()),
                    column("fee", "Decimal(10, 2)", "99.25"),
                    column("huge", "Decimal(50, 3)", HUGE.toPlainString()),
                    column("uid", "UUID", UUID_TEXT),
                    column("day", "Date32", "1969-07-20"),
                    column("time_millis", "Time64(3)", "09:10:11.123"),
                    column("time_micros", "Time64(6)", "09:10:11.123000"),
                    column("at_millis", "DateTime64(3, 'UTC')", "2026-07-08 09:10:11.123"),
                    column("at_micros", "DateTime64(6, 'UTC')", "2026-07-08 09:10:11.123456"),
                    column("at_nanos", "DateTime64(9, 'UTC')", "2026-07-08 09:10:11.123456789"),
                    column(
                            "local_millis",
                            "DateTime64(3, 'Asia/Tokyo')",
                            "2026-07-08 09:10:11.123"),
                    column(
                            "local_micros",
                            "DateTime64(6, 'Asia/Tokyo')",
                            "2026-07-08 09:10:11.123456"),
                    column(
                            "local_nanos",
                            "DateTime64(9, 'Asia/Tokyo')",
                            "2026-07-08 09:10:11.123456789"),
                    column("seen", "Nullable(DateTime64(6, 'UTC'))", "1969-12-31 23:59:59.999999"));

    private ClickHouseDatabase db;

    @BeforeEach
    void createTable(ClickHouseDatabase db) {
        this.db = db;
        db.execute(
                "CREATE TABLE t ("
                        + COLUMNS.entrySet().stream()
                                .map(column -> column.getKey() + " " + column.getValue().get(0))
                                .collect(Collectors.joining(", "))
                        + ", origin String DEFAULT 'avro') ENGINE = MergeTree ORDER BY small");
    }

    @Test
    void genericRecordsKeepEveryValue() throws Exception {
        run(
                List.of(generic(), generic()),
                new GenericRecordAvroTypeInfo(SCHEMA),
                AvroRowMapping.of(SCHEMA));
        everyValueIsThereTwice();
    }

    @Test
    void recordsOfAGeneratedClassKeepEveryValue() throws Exception {
        run(
                List.of(specific(), specific()),
                new AvroTypeInfo<>(AllTypes.class),
                AvroRowMapping.of(AllTypes.class));
        everyValueIsThereTwice();
    }

    private <T> void run(List<T> records, TypeInformation<T> type, RowMapping<T> rows)
            throws Exception {
        Configuration configuration = MiniFlink.configuration();
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
        env.enableCheckpointing(1000);
        env.fromData(type, records.get(0), records.get(1))
                .rebalance()
                .sinkTo(
                        ClickHouseSink.<T>builder()
                                .url(db.url())
                                .username(db.username())
                                .password(db.password())
                                .table(db.name(), "t")
                                .rows(rows)
                                .build());
        env.execute();
    }

    private void everyValueIsThereTwice() {
        List<String> names = COLUMNS.keySet().stream().sorted().toList();
        List<String> row =
                db
                        .query(
                                "SELECT DISTINCT "
                                        + names.stream()
                                                .map(
                                                        name ->
                                                                "ifNull(toString("
                                                                        + name
                                                                        + "), 'NULL')")
                                                .collect(Collectors.joining(", "))
                                        + ", origin FROM t GROUP BY ALL HAVING count() = 2")
                        .stream()
                        .findFirst()
                        .orElseThrow();
        for (int i = 0; i < names.size(); i++) {
            assertThat(row.get(i)).as(names.get(i)).isEqualTo(COLUMNS.get(names.get(i)).get(1));
        }
        assertThat(row.get(names.size())).isEqualTo("avro");
    }

    /** As Avro reads it without conversions. */
    private static GenericRecord generic() {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("truth", true);
        record.put("small", -7);
        record.put("big", 9007199254740993L);
        record.put("single", 1.5f);
        record.put("twice", -0.1);
        record.put("text", "grüße");
        record.put("raw", ByteBuffer.wrap(ascii("bytes")));
        record.put("code", new GenericData.Fixed(schema("code"), ascii("ABCD")));
        record.put("colour", new GenericData.EnumSymbol(schema("colour"), "GREEN"));
        record.put("tags", List.of("a", "b"));
        record.put("gaps", Arrays.asList(1L, null));
        record.put("counts", Map.of("k", 5L));
        GenericRecord address = new GenericData.Record(schema("address"));
        address.put("city", "Bonn");
        record.put("address", address);
        GenericRecord point = new GenericData.Record(schema("points").getElementType());
        point.put("x", 1.0);
        point.put("y", 2.5);
        record.put("points", List.of(point));
        record.put("price", ByteBuffer.wrap(PRICE.unscaledValue().toByteArray()));
        record.put(
                "fee",
                new GenericData.Fixed(
                        schema("fee"),
                        ByteBuffer.allocate(8).putLong(FEE.unscaledValue().longValue()).array()));
        record.put("huge", ByteBuffer.wrap(HUGE.unscaledValue().toByteArray()));
        record.put("uid", UUID_TEXT);
        times(record);
        return record;
    }

    private static void times(GenericRecord record) {
        record.put("day", (int) LocalDate.parse("1969-07-20").toEpochDay());
        int millis = CLOCK.toLocalTime().get(ChronoField.MILLI_OF_DAY);
        record.put("timeMillis", millis);
        record.put("timeMicros", millis * 1000L);
        record.put("atMillis", sinceEpoch(3));
        record.put("atMicros", sinceEpoch(6));
        record.put("atNanos", sinceEpoch(9));
        record.put("localMillis", sinceEpoch(3));
        record.put("localMicros", sinceEpoch(6));
        record.put("localNanos", sinceEpoch(9));
        record.put("seen", -1L);
    }

    /** As generated code holds it: java.time and BigDecimal where Avro has a class for the type. */
    private static AllTypes specific() {
        return AllTypes.newBuilder()
                .setTruth(true)
                .setSmall(-7)
                .setBig(9007199254740993L)
                .setSingle(1.5f)
                .setTwice(-0.1)
                .setText("grüße")
                .setRaw(ByteBuffer.wrap(ascii("bytes")))
                .setCode(new Code(ascii("ABCD")))
                .setColour(Colour.GREEN)
                .setTags(List.of("a", "b"))
                .setGaps(Arrays.asList(1L, null))
                .setCounts(Map.of("k", 5L))
                .setAddress(new Address("Bonn", null))
                .setPoints(List.of(new Point(1.0, 2.5)))
                .setMaybe(null)
                .setPrice(PRICE)
                .setFee(FEE)
                .setHuge(HUGE)
                .setUid(UUID.fromString(UUID_TEXT))
                .setDay(LocalDate.parse("1969-07-20"))
                .setTimeMillis(LocalTime.parse("09:10:11.123"))
                .setTimeMicros(LocalTime.parse("09:10:11.123"))
                .setAtMillis(Instant.ofEpochMilli(sinceEpoch(3)))
                .setAtMicros(AT.minusNanos(789))
                .setAtNanos(sinceEpoch(9))
                .setLocalMillis(CLOCK.minusNanos(456789))
                .setLocalMicros(CLOCK.minusNanos(789))
                .setLocalNanos(sinceEpoch(9))
                .setSeen(Instant.EPOCH.minusNanos(1000))
                .build();
    }

    private static long sinceEpoch(int digits) {
        return BigDecimal.valueOf(AT.getEpochSecond())
                .add(BigDecimal.valueOf(AT.getNano(), 9))
                .movePointRight(digits)
                .toBigInteger()
                .longValueExact();
    }

    private static Schema schema(String field) {
        return SCHEMA.getField(field).schema();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Map.Entry<String, List<String>> column(String name, String type, String shown) {
        return Map.entry(name, List.of(type, shown));
    }
}
