// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.pushdown;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ServerZone;

import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Translates comparisons of date and time columns with literals. No literal is written as a wall
 * clock, because the server would read it in a zone and with a precision that depend on settings
 * and columns.
 */
final class TimeComparison {

    private static final int NANO_DIGITS = 9;
    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(2299, 12, 31);
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2299-12-31T23:59:59.999999999Z");
    private static final Instant LAST_NANO = Instant.parse("2262-04-11T23:47:16.854775807Z");
    private static final BigInteger DATES = BigInteger.valueOf(0xFFFF);
    private static final BigInteger SECONDS = BigInteger.valueOf(0xFFFF_FFFFL);

    private TimeComparison() {}

    static Optional<String> compare(
            Operand operand, Comparison comparison, ValueLiteralExpression literal) {
        return bound(operand, literal).map(bound -> bound.compare(comparison, operand.column()));
    }

    private static Optional<Bound> bound(Operand operand, ValueLiteralExpression literal) {
        if (operand.stored() instanceof ClickHouseType.DateTime type) {
            return instant(operand.root(), type.zone(), literal)
                    .map(
                            instant ->
                                    ticks(0, SECONDS, seconds -> "toDateTime(" + seconds + ")")
                                            .bound(seconds(instant)));
        }
        if (operand.stored() instanceof ClickHouseType.DateTime64 type) {
            int digits = type.precision();
            Instant last = digits == NANO_DIGITS ? LAST_NANO : LAST;
            return instant(operand.root(), type.zone(), literal)
                    .filter(instant -> !instant.isBefore(FIRST) && !instant.isAfter(last))
                    .map(instant -> unbounded(digits).bound(seconds(instant)));
        }
        return day(operand, literal);
    }

    private static Optional<Bound> day(Operand operand, ValueLiteralExpression literal) {
        if (operand.root() != LogicalTypeRoot.DATE || root(literal) != LogicalTypeRoot.DATE) {
            return Optional.empty();
        }
        Optional<LocalDate> day = literal.getValueAs(LocalDate.class);
        return switch (operand.stored().family()) {
            case DATE ->
                    day.map(LocalDate::toEpochDay)
                            .map(BigDecimal::valueOf)
                            .map(ticks(0, DATES, ticks -> date("Date", ticks))::bound);
            case DATE32 ->
                    day.filter(one -> !one.isBefore(FIRST_DAY) && !one.isAfter(LAST_DAY))
                            .map(LocalDate::toEpochDay)
                            .map(ticks -> Bound.equal(date("Date32", BigInteger.valueOf(ticks))));
            default -> Optional.empty();
        };
    }

    private static String date(String type, BigInteger day) {
        return "to" + type + "('" + LocalDate.ofEpochDay(day.longValue()) + "')";
    }

    private static LogicalTypeRoot root(ValueLiteralExpression literal) {
        return literal.getOutputDataType().getLogicalType().getTypeRoot();
    }

    /**
     * Returns the instant of a literal; empty for a wall clock that the zone skips or has twice,
     * because the order of wall clocks and instants differ there.
     */
    private static Optional<Instant> instant(
            LogicalTypeRoot compared, String zone, ValueLiteralExpression literal) {
        if (compared != root(literal)) {
            return Optional.empty();
        }
        return switch (compared) {
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> literal.getValueAs(Instant.class);
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    literal.getValueAs(LocalDateTime.class)
                            .flatMap(
                                    wall ->
                                            ServerZone.find(zone)
                                                    .flatMap(rules -> instant(wall, rules)));
            default -> Optional.empty();
        };
    }

    private static Optional<Instant> instant(LocalDateTime wall, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wall);
        return offsets.size() == 1 ? Optional.of(wall.toInstant(offsets.get(0))) : Optional.empty();
    }

    private static BigDecimal seconds(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), NANO_DIGITS));
    }

    private static Ticks ticks(int digits, BigInteger max, Function<BigInteger, String> literal) {
        return new Ticks(digits, BigInteger.ZERO, max, literal);
    }

    private static Ticks unbounded(int digits) {
        BigInteger end = BigInteger.TWO.pow(Long.SIZE);
        return new Ticks(
                digits,
                end.negate(),
                end,
                ticks ->
                        "toDateTime64(toDecimal128('"
                                + new BigDecimal(ticks, digits).toPlainString()
                                + "', "
                                + digits
                                + "), "
                                + digits
                                + ")");
    }
}
