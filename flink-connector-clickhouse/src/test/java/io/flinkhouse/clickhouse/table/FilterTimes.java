// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.table;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Generates values of date and time columns. */
final class FilterTimes {

    private static final DateTimeFormatter WALL_CLOCK =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ROOT);

    private FilterTimes() {}

    /** Days. */
    record Day(String stored) implements FilterValues {

        private static final List<LocalDate> DAYS =
                List.of(
                        LocalDate.of(1970, 1, 1),
                        LocalDate.of(1970, 1, 2),
                        LocalDate.of(2026, 2, 28),
                        LocalDate.of(2026, 3, 1),
                        LocalDate.of(2149, 6, 6));
        private static final List<LocalDate> FAR =
                List.of(
                        LocalDate.of(1900, 1, 1),
                        LocalDate.of(1969, 12, 31),
                        LocalDate.of(2149, 6, 7),
                        LocalDate.of(2299, 12, 31));

        @Override
        public Object random(Random random) {
            boolean far = stored.equals("Date32") && random.nextBoolean();
            return FilterValues.oneOf(random, far ? FAR : DAYS);
        }

        @Override
        public Object inFlink(Object value) {
            return (int) ((LocalDate) value).toEpochDay();
        }

        @Override
        public String inServer(Object value) {
            return "to" + stored + "('" + value + "')";
        }

        @Override
        public String literal(Object value, Random random) {
            LocalDate day =
                    switch (random.nextInt(5)) {
                        case 0 -> FilterValues.oneOf(random, FAR);
                        case 1 -> ((LocalDate) value).plusDays(random.nextInt(3) - 1L);
                        case 2 -> LocalDate.of(random.nextBoolean() ? 1000 : 9999, 12, 31);
                        default -> (LocalDate) value;
                    };
            return (random.nextInt(8) == 0 ? "" : "DATE ") + "'" + day + "'";
        }
    }

    /** Moments, which are wall clocks in a zone where the Flink type is TIMESTAMP. */
    record Moment(String stored, LogicalType type) implements FilterValues {

        private static final Pattern ZONE = Pattern.compile("'(.*)'");
        private static final List<LocalDateTime> TIMES =
                List.of(
                        LocalDateTime.parse("1970-01-02T00:00:00"),
                        LocalDateTime.parse("2026-01-01T00:00:00"),
                        LocalDateTime.parse("2026-03-29T01:59:59"),
                        LocalDateTime.parse("2026-03-29T02:30:00"),
                        LocalDateTime.parse("2026-03-29T03:00:00"),
                        LocalDateTime.parse("2026-10-25T00:30:00"),
                        LocalDateTime.parse("2026-10-25T01:30:00"),
                        LocalDateTime.parse("2026-10-25T02:30:00"),
                        LocalDateTime.parse("2026-10-25T03:00:00"),
                        LocalDateTime.parse("2106-02-06T06:28:15"));
        private static final List<LocalDateTime> FAR =
                List.of(
                        LocalDateTime.parse("1925-01-01T00:00:00"),
                        LocalDateTime.parse("1969-12-31T23:59:59"),
                        LocalDateTime.parse("2200-01-01T00:00:00"));
        private static final List<Long> STEPS =
                List.of(0L, 0L, 1L, 999_999_999L, 123_000_000L, 123_400_000L, 123_456_000L);

        private ZoneId zone() {
            Matcher zone = ZONE.matcher(stored);
            return zone.find() ? ZoneId.of(zone.group(1)) : ZoneOffset.UTC;
        }

        private int digits() {
            return stored.startsWith("DateTime64")
                    ? stored.charAt("DateTime64(".length()) - '0'
                    : 0;
        }

        private boolean isWallClock() {
            return type instanceof TimestampType;
        }

        @Override
        public Object random(Random random) {
            boolean far = digits() > 0 && random.nextInt(4) == 0;
            LocalDateTime time = FilterValues.oneOf(random, far ? FAR : TIMES);
            long tick = Math.round(Math.pow(10, 9 - digits()));
            LocalDateTime cut = time.plusNanos(FilterValues.oneOf(random, STEPS) / tick * tick);
            // Of two moments with one wall clock Flink reads the first only.
            return isWallClock()
                    ? cut.atZone(zone()).withEarlierOffsetAtOverlap().toInstant()
                    : cut.toInstant(ZoneOffset.UTC);
        }

        @Override
        public Object inFlink(Object value) {
            return TimestampData.fromLocalDateTime(shown((Instant) value));
        }

        private LocalDateTime shown(Instant value) {
            return LocalDateTime.ofInstant(value, isWallClock() ? zone() : ZoneOffset.UTC);
        }

        @Override
        public String inServer(Object value) {
            String text =
                    WALL_CLOCK.format(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
            return digits() == 0 && !stored.startsWith("DateTime64")
                    ? "toDateTime('" + text + "', 'UTC')"
                    : "toDateTime64('" + text + "', " + digits() + ", 'UTC')";
        }

        @Override
        public String literal(Object value, Random random) {
            LocalDateTime time =
                    switch (random.nextInt(8)) {
                        case 0 -> FilterValues.oneOf(random, FAR);
                        case 1 -> FilterValues.oneOf(random, TIMES);
                        case 2 ->
                                shown((Instant) value).plusNanos(FilterValues.oneOf(random, STEPS));
                        case 3 -> shown((Instant) value).plusNanos(100_000);
                        case 4 -> shown((Instant) value).minusNanos(100);
                        case 5 ->
                                LocalDateTime.of(
                                        random.nextBoolean() ? 9999 : 1800, 12, 31, 0, 0, 0);
                        default -> shown((Instant) value);
                    };
            String text = "TIMESTAMP '" + WALL_CLOCK.format(time) + "'";
            return isWallClock() ? text : "CAST(" + text + " AS TIMESTAMP_LTZ(9))";
        }
    }
}
