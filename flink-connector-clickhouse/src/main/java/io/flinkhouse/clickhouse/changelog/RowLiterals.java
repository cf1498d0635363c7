// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import io.flinkhouse.clickhouse.codec.NativeBlockBuilder;
import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.sql.Literals;
import io.flinkhouse.clickhouse.sql.MutationStatement;
import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.ServerZone;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Writes columns of rows as SQL literals: quoted text that the server reads as the column's type.
 * The server would truncate a value that the type cannot hold, and the literal would name another
 * row; such a value is an error, as it is for an INSERT.
 */
@Internal
public final class RowLiterals {

    private static final Set<LogicalTypeRoot> COMPOSITE =
            Set.of(
                    LogicalTypeRoot.ARRAY,
                    LogicalTypeRoot.MAP,
                    LogicalTypeRoot.MULTISET,
                    LogicalTypeRoot.ROW,
                    LogicalTypeRoot.STRUCTURED_TYPE,
                    LogicalTypeRoot.RAW);
    private static final int NANOS = 1_000_000;
    private static final DateTimeFormatter WALL_CLOCK =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIME_OF_DAY =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ROOT);

    private final List<MutationStatement.TypedColumn> columns = new ArrayList<>();
    private final List<ColumnSpec> specs = new ArrayList<>();
    private final RowData.FieldGetter[] fields;
    private final NativeBlockBuilder encoder;

    /**
     * Creates the literals of some columns.
     *
     * @param all the columns of the rows
     * @param chosen the names of the columns to write, in this order
     */
    public RowLiterals(List<ColumnSpec> all, List<String> chosen) {
        this.fields = new RowData.FieldGetter[chosen.size()];
        List<String> names = all.stream().map(ColumnSpec::name).toList();
        for (String name : chosen) {
            int field = names.indexOf(name);
            ColumnSpec spec = all.get(field);
            fields[columns.size()] = RowData.createFieldGetter(spec.flinkType(), field);
            columns.add(new MutationStatement.TypedColumn(name, spec.type().toString()));
            specs.add(spec);
        }
        this.encoder = new NativeBlockBuilder(specs);
    }

    /** Returns whether values of the type can be part of a statement. */
    public static boolean canHold(LogicalType type) {
        return !COMPOSITE.contains(type.getTypeRoot());
    }

    List<MutationStatement.TypedColumn> columns() {
        return columns;
    }

    /**
     * Returns the literals of a row.
     *
     * @throws BadValueException if a value has no literal
     */
    public List<String> of(RowData row) {
        GenericRowData values = new GenericRowData(fields.length);
        for (int i = 0; i < fields.length; i++) {
            values.setField(i, fields[i].getFieldOrNull(row));
        }
        encoder.check(values);
        List<String> literals = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i++) {
            Object value = values.getField(i);
            literals.add(value == null ? "NULL" : literal(value, specs.get(i)));
        }
        return literals;
    }

    private static String literal(Object value, ColumnSpec spec) {
        return switch (spec.flinkType().getTypeRoot()) {
            case CHAR, VARCHAR -> text((StringData) value);
            case BINARY, VARBINARY -> Literals.bytes((byte[]) value);
            case BOOLEAN -> (boolean) value ? "'1'" : "'0'";
            case DATE -> quoted(LocalDate.ofEpochDay((int) value));
            case DECIMAL -> quoted(((DecimalData) value).toBigDecimal().toPlainString());
            case TIME_WITHOUT_TIME_ZONE ->
                    quoted(TIME_OF_DAY.format(LocalTime.ofNanoOfDay((int) value * (long) NANOS)));
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    wallClock(((TimestampData) value).toLocalDateTime(), spec.type());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> instant(((TimestampData) value).toInstant());
            default -> quoted(value);
        };
    }

    /**
     * Returns the text as a literal. A String of the server need not be UTF-8, but a statement is.
     */
    private static String text(StringData value) {
        String text = value.toString();
        byte[] bytes = value.toBytes();
        return Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))
                ? Literals.quote(text)
                : Literals.bytes(bytes);
    }

    private static String quoted(Object value) {
        return Literals.quote(value.toString());
    }

    /**
     * Returns an instant, which does not depend on time zone settings; instants before 1970 have no
     * such literals. A wall clock that the zone skips is moved forward, as an INSERT does.
     */
    private static String wallClock(LocalDateTime value, ClickHouseType type) {
        ZonedDateTime moment = value.atZone(zone(TypeMapping.plain(type)));
        return moment.toEpochSecond() < 0
                ? quoted(WALL_CLOCK.format(moment))
                : instant(moment.toInstant());
    }

    private static ZoneId zone(ClickHouseType type) {
        String zone =
                type instanceof ClickHouseType.DateTime time
                        ? time.zone()
                        : type instanceof ClickHouseType.DateTime64 time ? time.zone() : "";
        return zone.isEmpty() ? ZoneOffset.UTC : ServerZone.find(zone).orElseThrow();
    }

    /** At least ten digits before the point, because the server parses fewer digits as a date. */
    private static String instant(Instant value) {
        if (value.getEpochSecond() < 0) {
            throw new BadValueException(
                    "A TIMESTAMP_LTZ before 1970 cannot be part of a statement; change the type of"
                            + " the column to TIMESTAMP");
        }
        String whole = "%010d".formatted(value.getEpochSecond());
        return quoted(value.getNano() == 0 ? whole : whole + ".%09d".formatted(value.getNano()));
    }
}
