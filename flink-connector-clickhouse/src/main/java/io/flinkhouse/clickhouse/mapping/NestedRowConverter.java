// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Converts the value of a tuple: a {@link Row}, a list by position, or a record or bean by name.
 */
final class NestedRowConverter implements ValueConverter {

    private final RowType type;
    private final ValueConverter[] fields;
    private final Map<Class<?>, Function<Object, Object>[]> accessors = new HashMap<>();
    private final ColumnContext place;

    NestedRowConverter(RowType type, ColumnContext place) {
        this.type = type;
        this.place = place;
        this.fields = new ValueConverter[type.getFieldCount()];
        for (int i = 0; i < fields.length; i++) {
            LogicalType field = type.getTypeAt(i);
            fields[i] =
                    ValueConverters.of(
                            field, place.in("field '" + type.getFieldNames().get(i) + "'"));
        }
    }

    @Override
    public RowData toInternal(Object value) {
        if (value instanceof RowData data) {
            return data;
        }
        if (value instanceof Row row) {
            boolean named = row.getFieldNames(false) != null;
            return named
                    ? convert(i -> row.getField(type.getFieldNames().get(i)))
                    : convert(sized(row.getArity(), value), row::getField);
        }
        if (value instanceof List<?> list) {
            return convert(sized(list.size(), value), list::get);
        }
        Function<Object, Object>[] getters =
                accessors.computeIfAbsent(value.getClass(), this::accessorsOf);
        return convert(i -> getters[i].apply(value));
    }

    private RowData convert(FieldAt from) {
        return convert(fields.length, from);
    }

    private RowData convert(int size, FieldAt from) {
        GenericRowData row = new GenericRowData(size);
        for (int i = 0; i < size; i++) {
            row.setField(i, fields[i].toInternal(from.get(i)));
        }
        return row;
    }

    private int sized(int size, Object value) {
        if (size != fields.length) {
            throw place.wrongClass(value, "one with " + fields.length + " fields");
        }
        return size;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Function<Object, Object>[] accessorsOf(Class<?> owner) {
        BeanProperties properties = BeanProperties.of(owner);
        return type.getFieldNames().stream()
                .map(name -> properties.accessor(name, place.name()))
                .toArray(Function[]::new);
    }

    private interface FieldAt {
        Object get(int index);
    }
}
