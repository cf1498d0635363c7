// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Makes an object of each row; the fields of the row have the order of the properties. */
final class ObjectReader implements Function<RowData, Object> {

    private final ObjectFactory factory;
    private final RowData.FieldGetter[] getters;
    private final Function<Object, Object>[] readers;

    /**
     * @param fields the types of the fields, as {@link JavaType#form} returned them
     */
    ObjectReader(ObjectFactory factory, List<LogicalType> fields) {
        this(factory, fields, IntStream.range(0, fields.size()).toArray());
    }

    /**
     * @param fields the types of all fields
     * @param indexes the field of each property
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    ObjectReader(ObjectFactory factory, List<LogicalType> fields, int[] indexes) {
        int size = factory.properties().size();
        this.factory = factory;
        this.getters = new RowData.FieldGetter[size];
        this.readers = new Function[size];
        for (int i = 0; i < size; i++) {
            LogicalType form = fields.get(indexes[i]);
            getters[i] = RowData.createFieldGetter(form, indexes[i]);
            readers[i] = JavaType.of(factory.properties().get(i)).reader(form);
        }
    }

    @Override
    public Object apply(RowData row) {
        Object[] values = new Object[getters.length];
        for (int i = 0; i < values.length; i++) {
            Object internal = getters[i].getFieldOrNull(row);
            values[i] = internal == null ? null : readers[i].apply(internal);
        }
        return factory.create(values);
    }
}
