// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.types.ClickHouseType;
import io.flinkhouse.clickhouse.types.ColumnSpec;
import io.flinkhouse.clickhouse.types.TypeFamily;
import io.flinkhouse.clickhouse.types.TypeMapping;
import io.flinkhouse.clickhouse.types.TypeStructure;

import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.util.ArrayList;
import java.util.List;

/** Creates the column of a ClickHouse type, with the columns of its inner types. */
final class Columns {

    private static final ClickHouseType TEXT = new ClickHouseType.Simple(TypeFamily.STRING);

    private Columns() {}

    /** Creates a column for writing; it is sent as its {@link WireType}. */
    static Column writing(ColumnSpec spec) {
        refuse(spec, spec.type());
        boolean never = !spec.flinkType().isNullable();
        return never && spec.type() instanceof ClickHouseType.Nullable nullable
                ? of(nullable.inner(), spec.flinkType())
                : of(spec.type(), spec.flinkType());
    }

    /**
     * Creates a column for reading bytes of a type; where the server leaves out the time zone, the
     * zone of the column holds.
     */
    static Column reading(ClickHouseType type, ColumnSpec spec) {
        refuse(spec, type);
        boolean same = TypeMapping.withoutZone(type).equals(TypeMapping.withoutZone(spec.type()));
        return of(same ? spec.type() : type, spec.flinkType());
    }

    private static void refuse(ColumnSpec spec, ClickHouseType type) {
        TypeMapping.refusal(spec.flinkType().copy(false), type)
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(
                                    "Column '" + spec.name() + "': " + reason);
                        });
    }

    private static Column of(ClickHouseType type, LogicalType flink) {
        ClickHouseType structure = TypeStructure.of(type);
        if (structure instanceof ClickHouseType.Nullable nullable) {
            return new NullableColumn(of(nullable.inner(), flink));
        }
        if (structure instanceof ClickHouseType.LowCardinality low) {
            return lowCardinality(low.inner(), flink);
        }
        if (structure instanceof ClickHouseType.Array array) {
            return new ArrayColumn(of(array.element(), ((ArrayType) flink).getElementType()));
        }
        if (structure instanceof ClickHouseType.Map map) {
            MapType mapType = (MapType) flink;
            return new MapColumn(
                    of(map.key(), mapType.getKeyType()), of(map.value(), mapType.getValueType()));
        }
        if (structure instanceof ClickHouseType.Tuple tuple) {
            return tuple(tuple, (RowType) flink);
        }
        if (structure instanceof ClickHouseType.Variant variant) {
            return flink instanceof RowType row
                    ? variant(variant, row)
                    : new SingleVariantColumn(of(TEXT, flink));
        }
        if (structure instanceof ClickHouseType.Dynamic) {
            return new SingleVariantColumn(of(TypeMapping.toClickHouse(flink.copy(false)), flink));
        }
        return new ScalarColumn(Codecs.of(structure, flink));
    }

    private static Column lowCardinality(ClickHouseType inner, LogicalType flink) {
        return inner instanceof ClickHouseType.Nullable nullable
                ? new LowCardinalityColumn(Codecs.of(nullable.inner(), flink), true)
                : new LowCardinalityColumn(Codecs.of(inner, flink), false);
    }

    private static Column tuple(ClickHouseType.Tuple tuple, RowType row) {
        List<Column> parts = new ArrayList<>();
        int[] fields = new int[tuple.fields().size()];
        for (int i = 0; i < fields.length; i++) {
            ClickHouseType.Field field = tuple.fields().get(i);
            fields[i] = tuple.named() ? row.getFieldIndex(field.name()) : i;
            parts.add(of(field.type(), row.getTypeAt(fields[i])));
        }
        return new TupleColumn(parts, fields);
    }

    private static Column variant(ClickHouseType.Variant variant, RowType row) {
        List<Column> members = new ArrayList<>();
        for (ClickHouseType member : variant.members()) {
            members.add(of(member, row.getTypeAt(members.size())));
        }
        return new VariantColumn(members);
    }
}
