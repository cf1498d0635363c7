// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import io.flinkhouse.codec.BadValueException;
import io.flinkhouse.codec.ColumnSpec;
import io.flinkhouse.sql.Literals;
import io.flinkhouse.sql.MutationStatement;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Some columns of rows as literals of a statement: quoted text, which the server reads as the type
 * of the column.
 */
final class LiteralRow {

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

    private final List<MutationStatement.Column> columns = new ArrayList<>();
    private final List<LogicalType> types = new ArrayList<>();
    private final RowData.FieldGetter[] fields;

    /**
     * @param all the columns of rows
     * @param chosen the names of those that are wanted, in this order
     */
    LiteralRow(List<ColumnSpec> all, List<String> chosen) {
        this.fields = new RowData.FieldGetter[chosen.size()];
        List<String> names = all.stream().map(ColumnSpec::name).toList();
        for (String name : chosen) {
            int field = names.indexOf(name);
            ColumnSpec spec = all.get(field);
            fields[columns.size()] = RowData.createFieldGetter(spec.flinkType(), field);
            columns.add(new MutationStatement.Column(name, spec.type().toString()));
            types.add(spec.flinkType());
        }
    }

    /** Whether values of the type can be part of a statement. */
    static boolean canHold(LogicalType type) {
        return !COMPOSITE.contains(type.getTypeRoot());
    }

    List<MutationStatement.Column> columns() {
        return columns;
    }

    /**
     * @throws BadValueException if a value cannot be written so
     */
    List<String> of(RowData row) {
        List<String> literals = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i++) {
            Object value = fields[i].getFieldOrNull(row);
            literals.add(value == null ? "NULL" : literal(value, types.get(i)));
        }
        return literals;
    }

    private static String literal(Object value, LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BINARY, VARBINARY -> Literals.bytes((byte[]) value);
            case BOOLEAN -> (boolean) value ? "'1'" : "'0'";
            case DATE -> quoted(LocalDate.ofEpochDay((int) value));
            case DECIMAL -> quoted(((DecimalData) value).toBigDecimal().toPlainString());
            case TIME_WITHOUT_TIME_ZONE ->
                    quoted(LocalTime.ofNanoOfDay((int) value * (long) NANOS));
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    quoted(WALL_CLOCK.format(((TimestampData) value).toLocalDateTime()));
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> quoted(instant((TimestampData) value));
            default -> quoted(value);
        };
    }

    private static String quoted(Object value) {
        return Literals.quote(value.toString());
    }

    /** Ten digits or more before the point: fewer would be read as a date. */
    private static String instant(TimestampData value) {
        long seconds = Math.floorDiv(value.getMillisecond(), 1000L);
        if (seconds < 0) {
            throw new BadValueException(
                    "A TIMESTAMP_LTZ before 1970 cannot be part of a statement; change the type of"
                            + " the column to TIMESTAMP");
        }
        long nanos =
                Math.floorMod(value.getMillisecond(), 1000L) * NANOS + value.getNanoOfMillisecond();
        String whole = "%010d".formatted(seconds);
        return nanos == 0 ? whole : whole + ".%09d".formatted(nanos);
    }
}
