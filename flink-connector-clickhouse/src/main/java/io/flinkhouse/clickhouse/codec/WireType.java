// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;

import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the type in which a column is sent. The server casts it to the column's type; only
 * lossless casts are used.
 */
final class WireType {

    private static final ClickHouseType TEXT = new ClickHouseType.Simple(TypeFamily.STRING);

    private WireType() {}

    /**
     * Returns the type in which a column is sent; not nullable if the Flink type is not, which
     * saves a byte per row.
     */
    static ClickHouseType ofColumn(ClickHouseType type, LogicalType flink) {
        return !flink.isNullable() && type instanceof ClickHouseType.Nullable nullable
                ? of(nullable.inner(), flink)
                : of(type, flink);
    }

    private static ClickHouseType of(ClickHouseType type, LogicalType flink) {
        if (type instanceof ClickHouseType.Nullable nullable) {
            return new ClickHouseType.Nullable(of(nullable.inner(), flink));
        }
        if (type instanceof ClickHouseType.Array array) {
            return new ClickHouseType.Array(
                    of(array.element(), ((ArrayType) flink).getElementType()));
        }
        if (type instanceof ClickHouseType.Map map) {
            MapType mapType = (MapType) flink;
            return new ClickHouseType.Map(
                    of(map.key(), mapType.getKeyType()), of(map.value(), mapType.getValueType()));
        }
        if (type instanceof ClickHouseType.Tuple tuple) {
            return new ClickHouseType.Tuple(fields(tuple, (RowType) flink));
        }
        if (type instanceof ClickHouseType.Nested nested) {
            ClickHouseType.Tuple tuple = new ClickHouseType.Tuple(nested.fields());
            RowType row = (RowType) ((ArrayType) flink).getElementType();
            return new ClickHouseType.Nested(fields(tuple, row));
        }
        if (type instanceof ClickHouseType.Dynamic) {
            ClickHouseType only = TypeMapping.toClickHouse(flink.copy(false));
            return new ClickHouseType.Variant(List.of(of(only, flink)));
        }
        if (type instanceof ClickHouseType.Variant && !(flink instanceof RowType)) {
            return new ClickHouseType.Variant(List.of(TEXT));
        }
        return type.family() == TypeFamily.JSON ? TEXT : type;
    }

    private static List<ClickHouseType.Field> fields(ClickHouseType.Tuple tuple, RowType row) {
        List<ClickHouseType.Field> fields = new ArrayList<>();
        for (ClickHouseType.Field field : tuple.fields()) {
            int index = tuple.named() ? row.getFieldIndex(field.name()) : fields.size();
            fields.add(
                    new ClickHouseType.Field(field.name(), of(field.type(), row.getTypeAt(index))));
        }
        return fields;
    }
}
