// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.types;

import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;

import java.util.List;

/** Maps Flink types to the ClickHouse types that CREATE TABLE suggests for them. */
final class FlinkTypes {

    private FlinkTypes() {}

    static ClickHouseType toClickHouse(LogicalType type) {
        ClickHouseType plain = plain(type);
        return switch (plain.family()) {
            case ARRAY, MAP, TUPLE -> plain;
            default -> type.isNullable() ? new ClickHouseType.Nullable(plain) : plain;
        };
    }

    private static ClickHouseType plain(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> simple(TypeFamily.BOOL);
            case TINYINT -> simple(TypeFamily.INT8);
            case SMALLINT -> simple(TypeFamily.INT16);
            case INTEGER -> simple(TypeFamily.INT32);
            case BIGINT -> simple(TypeFamily.INT64);
            case FLOAT -> simple(TypeFamily.FLOAT32);
            case DOUBLE -> simple(TypeFamily.FLOAT64);
            case CHAR, VARCHAR, BINARY, VARBINARY -> simple(TypeFamily.STRING);
            case DATE -> simple(TypeFamily.DATE32);
            case DECIMAL -> decimal((DecimalType) type);
            case TIME_WITHOUT_TIME_ZONE -> time((TimeType) type);
            case TIMESTAMP_WITHOUT_TIME_ZONE ->
                    new ClickHouseType.DateTime64(((TimestampType) type).getPrecision(), "UTC");
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    new ClickHouseType.DateTime64(
                            ((LocalZonedTimestampType) type).getPrecision(), "UTC");
            case INTERVAL_DAY_TIME -> simple(TypeFamily.INTERVAL_MILLISECOND);
            case INTERVAL_YEAR_MONTH -> simple(TypeFamily.INTERVAL_MONTH);
            case ARRAY ->
                    new ClickHouseType.Array(toClickHouse(((ArrayType) type).getElementType()));
            case MAP -> map((MapType) type);
            case ROW -> tuple((RowType) type);
            default ->
                    throw new IllegalArgumentException(
                            "Flink type "
                                    + type.asSummaryString()
                                    + " has no ClickHouse type; CAST it to one that has, such as"
                                    + " STRING");
        };
    }

    private static ClickHouseType simple(TypeFamily family) {
        return new ClickHouseType.Simple(family);
    }

    private static ClickHouseType decimal(DecimalType type) {
        return new ClickHouseType.Decimal(type.getPrecision(), type.getScale());
    }

    private static ClickHouseType time(TimeType type) {
        return type.getPrecision() == 0
                ? simple(TypeFamily.TIME)
                : new ClickHouseType.Time64(type.getPrecision());
    }

    private static ClickHouseType map(MapType type) {
        return new ClickHouseType.Map(
                toClickHouse(type.getKeyType().copy(false)), toClickHouse(type.getValueType()));
    }

    private static ClickHouseType tuple(RowType type) {
        if (type.getFieldCount() == 0) {
            throw new IllegalArgumentException(
                    "Flink type " + type.asSummaryString() + " has no fields; leave it out");
        }
        List<ClickHouseType.Field> fields =
                type.getFields().stream()
                        .map(f -> new ClickHouseType.Field(f.getName(), toClickHouse(f.getType())))
                        .toList();
        return new ClickHouseType.Tuple(fields);
    }
}
