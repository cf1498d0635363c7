// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.error.BadValueException;
import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Maps Avro schemas to Flink types, including nested schemas. */
final class AvroTypes {

    /** The enclosing records, to detect recursion. */
    private final Set<String> around = new HashSet<>();

    /**
     * Returns the type of a schema.
     *
     * @throws IllegalArgumentException if no column can hold the type
     */
    AvroType of(Schema schema, ColumnContext place) {
        if (schema.isUnion()) {
            return union(schema, place);
        }
        AvroType type = notNull(schema, place);
        ValueConverter converter = type.converter();
        return new AvroType(
                type.flinkType().copy(false),
                value -> {
                    if (value == null) {
                        throw new BadValueException(
                                "Cannot write null to "
                                        + place.name()
                                        + ", whose Avro type has no null; make it a union with null,"
                                        + " or give a value");
                    }
                    return converter.toInternal(value);
                });
    }

    private AvroType notNull(Schema schema, ColumnContext place) {
        return switch (schema.getType()) {
            case ARRAY -> array(of(schema.getElementType(), place.in("an element")), place);
            case MAP -> map(of(schema.getValueType(), place.in("a value")), place);
            case RECORD -> record(schema, place);
            case NULL ->
                    throw AvroType.refused(
                            place, "has only null; remove the field from the schema");
            default ->
                    AvroLogicalTypes.of(schema, place)
                            .orElseGet(() -> AvroScalars.of(schema, place));
        };
    }

    private AvroType union(Schema schema, ColumnContext place) {
        List<Schema> members =
                schema.getTypes().stream().filter(m -> m.getType() != Schema.Type.NULL).toList();
        if (members.size() != 1) {
            throw AvroType.refused(
                    place,
                    members.isEmpty()
                            ? "has only null; remove the field from the schema"
                            : "is a union of several types, but a column has one type; use a"
                                    + " field per type before the sink");
        }
        if (members.size() == schema.getTypes().size()) {
            return of(members.get(0), place);
        }
        AvroType type = notNull(members.get(0), place);
        ValueConverter converter = type.converter();
        return new AvroType(
                type.flinkType().copy(true),
                value -> value == null ? null : converter.toInternal(value));
    }

    private static AvroType array(AvroType element, ColumnContext place) {
        return new AvroType(
                new ArrayType(element.flinkType()),
                value -> {
                    if (!(value instanceof Collection<?> collection)) {
                        throw place.wrongClass(value, "a Collection");
                    }
                    Object[] elements = new Object[collection.size()];
                    int i = 0;
                    for (Object each : collection) {
                        elements[i++] = element.converter().toInternal(each);
                    }
                    return new GenericArrayData(elements);
                });
    }

    private static AvroType map(AvroType values, ColumnContext place) {
        ColumnContext keys = place.in("a key");
        return new AvroType(
                new MapType(new VarCharType(false, VarCharType.MAX_LENGTH), values.flinkType()),
                value -> {
                    if (!(value instanceof Map<?, ?> map)) {
                        throw place.wrongClass(value, "a Map");
                    }
                    Map<Object, Object> internal = new LinkedHashMap<>();
                    map.forEach(
                            (k, v) ->
                                    internal.put(
                                            AvroScalars.string(k, keys),
                                            values.converter().toInternal(v)));
                    return new GenericMapData(internal);
                });
    }

    private AvroType record(Schema schema, ColumnContext place) {
        if (!around.add(schema.getFullName())) {
            throw AvroType.refused(
                    place,
                    "contains itself through "
                            + schema.getFullName()
                            + ", but a column has a fixed depth");
        }
        List<RowType.RowField> fields = new ArrayList<>();
        List<ValueConverter> converters = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            AvroType type = of(field.schema(), place.in("field '" + field.name() + "'"));
            fields.add(new RowType.RowField(field.name(), type.flinkType()));
            converters.add(type.converter());
        }
        around.remove(schema.getFullName());
        LogicalType row = new RowType(fields);
        AvroFields read =
                new AvroFields(fields.stream().map(RowType.RowField::getName).toList(), converters);
        return new AvroType(
                row,
                value -> {
                    if (!(value instanceof IndexedRecord record)) {
                        throw place.wrongClass(value, "an Avro record");
                    }
                    GenericRowData internal = new GenericRowData(read.size());
                    read.fill(record, internal);
                    return internal;
                });
    }

    /** Returns the name of the type for errors. */
    static String name(Schema schema) {
        if (schema.isUnion()) {
            return schema.getTypes().stream()
                    .map(AvroTypes::name)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        String logical = schema.getProp("logicalType");
        String physical =
                switch (schema.getType()) {
                    case RECORD, ENUM, FIXED ->
                            schema.getType().getName() + " " + schema.getFullName();
                    default -> schema.getType().getName();
                };
        return logical == null ? physical : physical + " " + logical;
    }
}
