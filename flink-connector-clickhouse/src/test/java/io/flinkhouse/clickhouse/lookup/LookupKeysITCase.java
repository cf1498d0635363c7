// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.lookup;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.config.LookupConfig;
import io.flinkhouse.clickhouse.config.ReadConfig;
import io.flinkhouse.clickhouse.config.RetryConfig;
import io.flinkhouse.clickhouse.schema.TableDescription;
import io.flinkhouse.clickhouse.source.reader.ScanColumns;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableScan;
import io.flinkhouse.clickhouse.sql.TablePath;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseDatabase;
import io.flinkhouse.clickhouse.testutils.process.ClickHouseExtension;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests that a key of each type finds exactly the rows that Flink takes for equal. */
@ExtendWith(ClickHouseExtension.class)
class LookupKeysITCase {

    private static final String UUID = "61f0c404-5cb3-11e7-907b-a6006ad3dba0";

    static Stream<Arguments> keys() {
        return Stream.of(numbers(), decimals(), texts(), times(), finerTimes()).flatMap(all -> all);
    }

    private static Stream<Arguments> numbers() {
        return Stream.of(
                arguments("Bool", "BOOLEAN", "true, false", true, "1"),
                arguments("Int8", "TINYINT", "-128, 127", (byte) -128, "1"),
                arguments("UInt8", "INT", "255, 44", 300, ""),
                arguments("UInt8", "INT", "255, 44", 255, "1"),
                arguments("UInt8", "BOOLEAN", "1, 0", true, "1"),
                arguments("Int16", "SMALLINT", "1, 2", (short) 2, "2"),
                arguments("UInt16", "INT", "65535, 0", -1, ""),
                arguments("Int32", "INT", "1, 2, 1", 1, "1 3"),
                arguments("Nullable(Int32)", "INT", "1, NULL", 1, "1"),
                arguments("Nullable(Int32)", "INT", "0, NULL", null, ""),
                arguments("LowCardinality(Int64)", "BIGINT", "1, 2", 2L, "2"),
                arguments("Int64", "BIGINT", "-9223372036854775808, 0", Long.MIN_VALUE, "1"),
                arguments("Float32", "FLOAT", "0.1, 0.2", 0.1f, "1"),
                arguments("Float32", "FLOAT", "0, -0.0, nan", 0f, "1 2"),
                arguments("Float32", "FLOAT", "0, -0.0, nan", -0f, "1 2"),
                arguments("Float64", "DOUBLE", "0, -0.0, nan", -0d, "1 2"),
                arguments("Float64", "DOUBLE", "nan, 1", Double.NaN, ""),
                arguments("Float64", "DOUBLE", "inf, -inf", Double.NEGATIVE_INFINITY, "2"),
                arguments("Float64", "DOUBLE", "4.9e-324, 0", Double.MIN_VALUE, "1"),
                arguments("Float64", "FLOAT", "0.25, 0.1", 0.25f, "1"),
                arguments("BFloat16", "FLOAT", "0.5, 0.1", 0.5f, "1"),
                arguments("BFloat16", "FLOAT", "0.5, 0.1", 0.1f, ""),
                arguments("Enum8('a' = 1, 'b' = 2)", "INT", "'a', 'b'", 2, "2"));
    }

    private static Stream<Arguments> decimals() {
        return Stream.of(
                arguments("UInt64", "DECIMAL(20, 0)", "18446744073709551615", max(), "1"),
                arguments("UInt64", "DECIMAL(20, 0)", "18446744073709551615", decimal("-1"), ""),
                arguments("Decimal(9, 2)", "DECIMAL(9, 2)", "1.5, 1.51", decimal("1.500"), "1"),
                arguments("Decimal(9, 2)", "DECIMAL(9, 2)", "1.5, 1.51", decimal("1.505"), ""),
                arguments("Decimal(9, 2)", "DECIMAL(9, 2)", "100, 10", decimal("1E2"), "1"),
                arguments(
                        "Decimal(38, 10)",
                        "DECIMAL(38, 10)",
                        "'1234567890123456789012345678.0000000001',"
                                + "'1234567890123456789012345678.0000000002'",
                        decimal("1234567890123456789012345678.0000000002"),
                        "2"),
                arguments("Decimal(9, 2)", "STRING", "1.5, 1.51", text("1.50"), "1"),
                arguments("Decimal(9, 2)", "STRING", "1.5, 1.51", text("1.5"), ""),
                arguments("Decimal(9, 2)", "STRING", "1.5, 1.51", text("151e-2"), ""),
                arguments("Int128", "STRING", "7, -8", text("-8"), "2"),
                arguments("Int128", "STRING", "7, -8", text("007"), ""),
                arguments("UInt256", "STRING", "7, 8", text("-8"), ""));
    }

    private static Stream<Arguments> texts() {
        return Stream.of(
                arguments("String", "STRING", "'a', 'a ', 'A'", text("a"), "1"),
                arguments("String", "CHAR(3)", "'a', 'a  '", text("a  "), "2"),
                arguments("String", "STRING", "'', 'it''s \\\\n'", text("it's \\n"), "2"),
                arguments("String", "BYTES", "unhex('00FF'), 'x'", new byte[] {0, -1}, "1"),
                arguments("LowCardinality(String)", "STRING", "'a', 'b'", text("b"), "2"),
                arguments(
                        "LowCardinality(Nullable(String))", "STRING", "NULL, 'b'", text("b"), "2"),
                arguments("FixedString(4)", "STRING", "'ab', 'abcd'", text("ab"), "1"),
                arguments("FixedString(4)", "STRING", "'ab', 'abcd'", text("ab\0"), ""),
                arguments("FixedString(4)", "STRING", "'ab', 'abcd'", text("abcde"), ""),
                arguments("Enum8('a' = 1, 'b' = 2)", "STRING", "'a', 'b'", text("b"), "2"),
                arguments("Enum16('a' = 1, 'b' = 2)", "STRING", "'a', 'b'", text("c"), ""),
                arguments("UUID", "STRING", "'" + UUID + "'", text(UUID), "1"),
                arguments(
                        "UUID",
                        "STRING",
                        "'" + UUID + "'",
                        text(UUID.toUpperCase(Locale.ROOT)),
                        ""),
                arguments("UUID", "STRING", "'" + UUID + "'", text("none"), ""),
                arguments("IPv4", "STRING", "'1.2.3.4'", text("1.2.3.4"), "1"),
                arguments("IPv4", "STRING", "'1.2.3.4'", text("1.2.3.400"), ""),
                arguments("IPv6", "STRING", "'::1', '::2'", text("::2"), "2"),
                arguments("IPv6", "STRING", "'::1', '::2'", text("0:0:0:0:0:0:0:1"), ""));
    }

    private static Stream<Arguments> times() {
        return Stream.of(
                arguments("Date", "DATE", "'2026-01-01'", day("2026-01-01"), "1"),
                arguments("Date", "DATE", "'2026-01-01'", day("2200-01-01"), ""),
                arguments("Date32", "DATE", "'1900-01-01'", day("1900-01-01"), "1"),
                arguments("Time", "TIME(0)", "'10:00:00', '00:10:00'", 36_000_000, "1"),
                arguments(
                        "DateTime('Europe/Berlin')",
                        "TIMESTAMP(0)",
                        "'2026-07-01 12:00:00'",
                        wall("2026-07-01T12:00:00"),
                        "1"),
                arguments( // a wall clock that the zone skips
                        "DateTime('Europe/Berlin')",
                        "TIMESTAMP(0)",
                        "'2026-03-29 03:30:00'",
                        wall("2026-03-29T02:30:00"),
                        ""),
                arguments(
                        "DateTime",
                        "TIMESTAMP_LTZ(0)",
                        "1, 2",
                        instant("1970-01-01T00:00:02Z"),
                        "2"),
                arguments(
                        "DateTime", "TIMESTAMP_LTZ(0)", "1", instant("1969-12-31T23:59:59Z"), ""));
    }

    private static Stream<Arguments> finerTimes() {
        return Stream.of(
                arguments(
                        "DateTime64(3)",
                        "TIMESTAMP(3)",
                        "'2026-01-01 00:00:00.123'",
                        wall("2026-01-01T00:00:00.123"),
                        "1"),
                arguments(
                        "DateTime64(3)",
                        "TIMESTAMP(6)",
                        "'2026-01-01 00:00:00.123'",
                        wall("2026-01-01T00:00:00.1234"),
                        ""),
                arguments(
                        "DateTime64(3)",
                        "TIMESTAMP_LTZ(3)",
                        "'1969-12-31 23:59:58.500', '1970-01-01 00:00:01.250'",
                        instant("1969-12-31T23:59:58.500Z"),
                        "1"),
                arguments(
                        "DateTime64(3)",
                        "TIMESTAMP_LTZ(6)",
                        "'1969-12-31 23:59:58.500'",
                        instant("1969-12-31T23:59:58.5001Z"),
                        ""),
                arguments(
                        "DateTime64(9)",
                        "TIMESTAMP_LTZ(9)",
                        "'2262-04-11 23:47:16.854775807'",
                        instant("2262-04-11T23:47:16.854775807Z"),
                        "1"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void findsEqualRowsOnly(
            String stored,
            String flink,
            String values,
            Object key,
            String found,
            ClickHouseDatabase db)
            throws Exception {
        create(db, stored, values);
        try (Closing lookup = new Closing(request(db, List.of("k"), flink))) {
            List<String> numbers = new ArrayList<>();
            for (RowData row : lookup.function.lookup(GenericRowData.of(key))) {
                numbers.add(Integer.toString(row.getInt(1)));
            }
            numbers.sort(null);
            assertThat(String.join(" ", numbers)).isEqualTo(found);
        }
    }

    /** Without the row of the second instant, the key would seem to have none. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {
                "DateTime('Europe/Berlin'), 1792891800",
                "#DateTime64(3, 'Europe/Berlin')#, 1792891800.500"
            })
    void aWallClockThatTheZoneHasTwiceIsRefused(String stored, String second, ClickHouseDatabase db)
            throws Exception {
        create(db, stored, second);
        TimestampData twice = wall("2026-10-25T02:30:00" + second.substring(10));
        LookupRequest request = request(db, List.of("k"), "TIMESTAMP(3)");
        try (Closing lookup = new Closing(request)) {
            assertThatThrownBy(() -> lookup.function.lookup(GenericRowData.of(twice)))
                    .hasMessageContaining("a wall clock that its zone shows twice");
        }
    }

    /** One key that finds nothing does not keep the others from their rows. */
    @Test
    void compositeKeysOfSeveralTypes(ClickHouseDatabase db) throws Exception {
        db.execute(
                "CREATE TABLE t (k Nullable(String), f Float64, n Int32) ENGINE = MergeTree ORDER BY"
                        + " tuple()");
        db.execute("INSERT INTO t VALUES ('a', 0, 1), ('a', -0.0, 2), ('b', 0, 3), (NULL, 0, 4)");
        LookupRequest request = request(db, List.of("k", "f"), "STRING", "DOUBLE");
        try (Closing lookup = new Closing(request)) {
            assertThat(lookup.function.lookup(GenericRowData.of(text("a"), -0d))).hasSize(2);
            assertThat(lookup.function.lookup(GenericRowData.of(text("b"), 0d))).hasSize(1);
            assertThat(lookup.function.lookup(GenericRowData.of(null, 0d))).isEmpty();
            assertThat(lookup.function.lookup(GenericRowData.of(text("b"), Double.NaN))).isEmpty();
        }
    }

    /** Who waits for an answer runs in the thread of the lookup, and may clear its interrupt. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void closingEndsTheThreadThoughItsInterruptIsLost(ClickHouseDatabase db) throws Exception {
        create(db, "Int32", "1");
        LookupRequest request = request(db, List.of("k"), "INT");
        KeyBatches batches = new KeyBatches(new LookupServer(request), 10, "t");
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch askedFor = new CountDownLatch(1);
        RowData key = GenericRowData.of(1);
        CompletableFuture<Void> done =
                batches.ask(KeyMatcher.ofQuestions(request).of(key).orElseThrow(), key)
                        .thenRun(
                                () -> {
                                    answered.countDown();
                                    while (!Thread.interrupted()) {
                                        Thread.onSpinWait();
                                    }
                                    askedFor.countDown();
                                });
        answered.await();
        batches.close();
        askedFor.await();
        done.join();
    }

    private static void create(ClickHouseDatabase db, String stored, String values) {
        db.execute(
                "CREATE TABLE t (k "
                        + stored
                        + ", n Int32) ENGINE = MergeTree ORDER BY k SETTINGS allow_nullable_key = 1,"
                        + " allow_suspicious_indices = 1,"
                        + " allow_suspicious_low_cardinality_types = 1");
        String[] rows = values.split(",(?=(?:[^']*'[^']*')*[^']*$)");
        for (int i = 0; i < rows.length; i++) {
            rows[i] = "(" + rows[i] + ", " + (i + 1) + ")";
        }
        db.execute("INSERT INTO t VALUES " + String.join(", ", rows));
    }

    private static LookupRequest request(ClickHouseDatabase db, List<String> key, String... types)
            throws Exception {
        List<RowType.RowField> fields = new ArrayList<>();
        for (String name : key) {
            fields.add(
                    new RowType.RowField(
                            name,
                            LogicalTypeParser.parse(
                                    types[fields.size()],
                                    LookupKeysITCase.class.getClassLoader())));
        }
        fields.add(
                new RowType.RowField(
                        "n",
                        LogicalTypeParser.parse(
                                "INT NOT NULL", LookupKeysITCase.class.getClassLoader())));
        TablePath path = new TablePath(db.name(), "t");
        try (ClickHouseClient client = new ClickHouseClient(db.connection(), 1)) {
            TableScan scan =
                    new TableScan(
                            path.toString(),
                            false,
                            ScanColumns.of(TableDescription.of(client, path), new RowType(fields)),
                            "1",
                            List.of(),
                            -1);
            return new LookupRequest(
                    new ScanRequest(
                            db.connection(), RetryConfig.DEFAULT, ReadConfig.DEFAULT, path, scan),
                    KeyMatcher.places(key.size()),
                    null,
                    LookupConfig.DEFAULT,
                    false);
        }
    }

    /** A lookup that a test opens and closes. */
    private static final class Closing implements AutoCloseable {

        private final SingleLookup function;

        Closing(LookupRequest request) {
            function = new SingleLookup(request);
            function.open(null);
        }

        @Override
        public void close() {
            function.close();
        }
    }

    private static StringData text(String text) {
        return StringData.fromString(text);
    }

    private static DecimalData decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        value = value.scale() < 0 ? value.setScale(0) : value;
        return DecimalData.fromBigDecimal(value, 38, value.scale());
    }

    private static DecimalData max() {
        return decimal("18446744073709551615");
    }

    private static int day(String day) {
        return (int) LocalDate.parse(day).toEpochDay();
    }

    private static TimestampData wall(String time) {
        return TimestampData.fromLocalDateTime(LocalDateTime.parse(time));
    }

    private static TimestampData instant(String time) {
        return TimestampData.fromInstant(Instant.parse(time));
    }
}
