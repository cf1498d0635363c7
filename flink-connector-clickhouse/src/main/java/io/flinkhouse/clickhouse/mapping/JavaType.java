// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The Java type of a property: the Flink type in which its column is read, and the conversion of
 * Flink's internal values.
 *
 * @param raw the class of the values
 * @param arguments the types of elements, or of keys and values
 * @param name the property, for errors
 */
record JavaType(Class<?> raw, List<Type> arguments, String name) {

    static JavaType of(ObjectFactory.Component property) {
        return of(property.type(), "'" + property.name() + "'");
    }

    private static JavaType of(Type type, String name) {
        if (type instanceof Class<?> raw) {
            List<Type> element = raw.isArray() ? List.of(raw.getComponentType()) : List.of();
            return new JavaType(raw, element, name);
        }
        if (type instanceof GenericArrayType array) {
            Class<?> element = of(array.getGenericComponentType(), name).raw();
            return new JavaType(
                    element.arrayType(), List.of(array.getGenericComponentType()), name);
        }
        if (type instanceof ParameterizedType generic) {
            return new JavaType(
                    (Class<?>) generic.getRawType(),
                    List.of(generic.getActualTypeArguments()),
                    name);
        }
        throw new IllegalArgumentException(
                name + " has the type " + type + ", which is no class; give it one");
    }

    private JavaType part(int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(
                    name
                            + " is a "
                            + raw.getSimpleName()
                            + " without the types of its values; give them, such as List<String>");
        }
        return of(arguments.get(index), name);
    }

    /**
     * Returns the Flink type in which the values are read.
     *
     * @param natural the Flink type that holds every value of the column
     * @throws IllegalArgumentException if this Java type holds no such values
     */
    LogicalType form(LogicalType natural) {
        if (raw.isPrimitive() && natural.isNullable()) {
            throw new IllegalArgumentException(
                    name + " is a " + raw + ", which cannot be null; use its class");
        }
        if (isList() && natural instanceof ArrayType array) {
            return new ArrayType(natural.isNullable(), part(0).form(array.getElementType()));
        }
        if (raw == Map.class && natural instanceof MapType map) {
            return new MapType(
                    natural.isNullable(),
                    part(0).form(map.getKeyType()),
                    part(1).form(map.getValueType()));
        }
        if (natural instanceof RowType row) {
            return rowForm(row);
        }
        return JavaScalars.form(this, natural);
    }

    private boolean isList() {
        return raw == List.class || raw.isArray();
    }

    private RowType rowForm(RowType row) {
        ObjectFactory factory = ObjectFactory.of(raw);
        int[] indexes = indexes(factory, row);
        List<RowType.RowField> fields = new ArrayList<>(row.getFields());
        for (int i = 0; i < indexes.length; i++) {
            RowType.RowField field = fields.get(indexes[i]);
            JavaType property = of(factory.properties().get(i));
            fields.set(
                    indexes[i],
                    new RowType.RowField(field.getName(), property.form(field.getType())));
        }
        return new RowType(row.isNullable(), fields);
    }

    private int[] indexes(ObjectFactory factory, RowType row) {
        return factory.properties().stream()
                .mapToInt(property -> index(property.name(), row))
                .toArray();
    }

    private int index(String property, RowType row) {
        for (int i = 0; i < row.getFieldCount(); i++) {
            String field = row.getFieldNames().get(i);
            if (ColumnNames.plain(field).equals(ColumnNames.plain(property))) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                name
                        + " is a "
                        + raw.getName()
                        + ", and there is no field for its '"
                        + property
                        + "' among "
                        + row.getFieldNames()
                        + "; rename it as one of them, or remove it");
    }

    /** Returns the conversion of values that are not null, read in the form. */
    Function<Object, Object> reader(LogicalType form) {
        if (isList() && form instanceof ArrayType array) {
            return list(array.getElementType());
        }
        if (raw == Map.class && form instanceof MapType map) {
            return map(map);
        }
        if (form instanceof RowType row) {
            ObjectFactory factory = ObjectFactory.of(raw);
            ObjectReader reader =
                    new ObjectReader(factory, row.getChildren(), indexes(factory, row));
            return value -> reader.apply((RowData) value);
        }
        return JavaScalars.reader(this, form);
    }

    private Function<Object, Object> list(LogicalType elements) {
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(elements);
        Function<Object, Object> reader = part(0).reader(elements);
        Function<Object, List<Object>> toList =
                value -> {
                    ArrayData array = (ArrayData) value;
                    List<Object> list = new ArrayList<>(array.size());
                    for (int i = 0; i < array.size(); i++) {
                        Object element = getter.getElementOrNull(array, i);
                        list.add(element == null ? null : reader.apply(element));
                    }
                    return list;
                };
        return raw.isArray() ? value -> toArray(toList.apply(value)) : toList::apply;
    }

    private Object toArray(List<Object> list) {
        Object array = Array.newInstance(raw.getComponentType(), list.size());
        for (int i = 0; i < list.size(); i++) {
            Array.set(array, i, list.get(i));
        }
        return array;
    }

    private Function<Object, Object> map(MapType type) {
        Function<Object, List<Object>> keys =
                new JavaType(List.class, List.of(arguments.get(0)), name)
                        .list(type.getKeyType())
                        .andThen(JavaType::asList);
        Function<Object, List<Object>> values =
                new JavaType(List.class, List.of(arguments.get(1)), name)
                        .list(type.getValueType())
                        .andThen(JavaType::asList);
        return value -> {
            MapData map = (MapData) value;
            List<Object> all = keys.apply(map.keyArray());
            List<Object> theirs = values.apply(map.valueArray());
            Map<Object, Object> result = new LinkedHashMap<>();
            for (int i = 0; i < all.size(); i++) {
                result.put(all.get(i), theirs.get(i));
            }
            return result;
        };
    }

    @SuppressWarnings("unchecked")
    private static List<Object> asList(Object list) {
        return (List<Object>) list;
    }
}
