// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.util.List;

/** Chooses the converter of a column once, by its Flink type. */
final class ValueConverters {

    private ValueConverters() {}

    static ValueConverter[] of(List<ColumnSpec> columns) {
        return columns.stream().map(ValueConverters::of).toArray(ValueConverter[]::new);
    }

    static ValueConverter of(ColumnSpec column) {
        return of(
                column.flinkType(),
                new ColumnContext("column '" + column.name() + "' " + column.type()));
    }

    static ValueConverter of(LogicalType type, ColumnContext place) {
        ValueConverter notNull = notNull(type, place);
        return value -> value == null ? null : notNull.toInternal(value);
    }

    private static ValueConverter notNull(LogicalType type, ColumnContext place) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> value -> TextConverters.string(value, place);
            case BOOLEAN -> value -> TextConverters.bool(value, place);
            case BINARY, VARBINARY -> value -> TextConverters.bytes(value, place);
            case TINYINT ->
                    value ->
                            (byte)
                                    NumberConverters.integer(
                                            value, Byte.MIN_VALUE, Byte.MAX_VALUE, place);
            case SMALLINT ->
                    value ->
                            (short)
                                    NumberConverters.integer(
                                            value, Short.MIN_VALUE, Short.MAX_VALUE, place);
            case INTEGER ->
                    value ->
                            (int)
                                    NumberConverters.integer(
                                            value, Integer.MIN_VALUE, Integer.MAX_VALUE, place);
            case BIGINT ->
                    value -> NumberConverters.integer(value, Long.MIN_VALUE, Long.MAX_VALUE, place);
            case FLOAT -> value -> NumberConverters.float32(value, place);
            case DOUBLE -> value -> NumberConverters.float64(value, place);
            case DECIMAL -> decimal((DecimalType) type, place);
            case DATE -> value -> TimeConverters.date(value, place);
            case TIME_WITHOUT_TIME_ZONE -> value -> TimeConverters.time(value, place);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> value -> TimeConverters.wallClock(value, place);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> value -> TimeConverters.instant(value, place);
            case ARRAY -> new ArrayConverter(((ArrayType) type).getElementType(), place);
            case MAP -> new MapConverter((MapType) type, place);
            case ROW -> new NestedRowConverter((RowType) type, place);
            default -> throw unsupported(type, place);
        };
    }

    private static IllegalArgumentException unsupported(LogicalType type, ColumnContext place) {
        return new IllegalArgumentException(
                "Java values cannot be written to "
                        + place.name()
                        + " as "
                        + type.asSummaryString()
                        + "; map the records to RowData with a function");
    }

    private static ValueConverter decimal(DecimalType type, ColumnContext place) {
        int precision = type.getPrecision();
        int scale = type.getScale();
        return value -> NumberConverters.decimal(value, precision, scale, place);
    }

    /** The target of a value, for errors; they name classes, never values. */
    record ColumnContext(String name) {

        ColumnContext in(String part) {
            return new ColumnContext(part + " of " + name);
        }

        BadValueException wrongClass(Object value, String wanted) {
            return new BadValueException(
                    "Cannot write a "
                            + value.getClass().getName()
                            + " to "
                            + name
                            + "; give "
                            + wanted);
        }

        BadValueException outOfRange(String type) {
            return new BadValueException(
                    "Cannot write a value to "
                            + name
                            + ": it is out of the range of "
                            + type
                            + "; widen the column or correct the value before the sink");
        }
    }
}
