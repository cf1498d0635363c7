// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.types.logical.LogicalType;

import java.lang.reflect.Array;
import java.util.Collection;

/** Converts collections and arrays, of objects or of primitives. */
final class ArrayConverter implements ValueConverter {

    private final ValueConverter element;
    private final ColumnContext place;

    ArrayConverter(LogicalType elementType, ColumnContext place) {
        this.element = ValueConverters.of(elementType, place.in("an element"));
        this.place = place;
    }

    @Override
    public ArrayData toInternal(Object value) {
        if (value instanceof ArrayData data) {
            return data;
        }
        if (value instanceof Collection<?> collection) {
            Object[] elements = collection.toArray();
            for (int i = 0; i < elements.length; i++) {
                elements[i] = element.toInternal(elements[i]);
            }
            return new GenericArrayData(elements);
        }
        if (value.getClass().isArray()) {
            Object[] elements = new Object[Array.getLength(value)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = element.toInternal(Array.get(value, i));
            }
            return new GenericArrayData(elements);
        }
        throw place.wrongClass(value, "a List or an array");
    }
}
