// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.mapping;

import io.flinkhouse.clickhouse.mapping.ValueConverters.ColumnContext;

import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.types.logical.MapType;

import java.util.LinkedHashMap;
import java.util.Map;

/** Converts maps, in their iteration order. */
final class MapConverter implements ValueConverter {

    private final ValueConverter keys;
    private final ValueConverter values;
    private final ColumnContext place;

    MapConverter(MapType type, ColumnContext place) {
        this.keys = ValueConverters.of(type.getKeyType(), place.in("a key"));
        this.values = ValueConverters.of(type.getValueType(), place.in("a value"));
        this.place = place;
    }

    @Override
    public MapData toInternal(Object value) {
        if (value instanceof MapData data) {
            return data;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw place.wrongClass(value, "a Map");
        }
        Map<Object, Object> internal = new LinkedHashMap<>();
        map.forEach((k, v) -> internal.put(keys.toInternal(k), values.toInternal(v)));
        return new GenericMapData(internal);
    }
}
