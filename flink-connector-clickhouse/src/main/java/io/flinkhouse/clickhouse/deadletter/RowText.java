// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.deadletter;

import io.flinkhouse.clickhouse.types.ColumnSpec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes rows as JSON for people to read and correct; types that JSON lacks become strings. Not for
 * the hot path.
 */
final class RowText {

    private static final String HEX = "0123456789abcdef";

    private final RowType type;

    RowText(List<ColumnSpec> columns) {
        this.type =
                new RowType(
                        columns.stream()
                                .map(c -> new RowType.RowField(c.name(), c.flinkType()))
                                .toList());
    }

    String of(RowData row) {
        return fields(row, type);
    }

    private static String fields(RowData row, RowType type) {
        StringJoiner text = new StringJoiner(",", "{", "}");
        List<RowType.RowField> fields = type.getFields();
        for (int i = 0; i < Math.min(fields.size(), row.getArity()); i++) {
            LogicalType field = fields.get(i).getType().copy(true);
            Object value = RowData.createFieldGetter(field, i).getFieldOrNull(row);
            text.add(quoted(fields.get(i).getName()) + ":" + value(value, field));
        }
        return text.toString();
    }

    private static String value(Object value, LogicalType type) {
        if (value == null) {
            return "null";
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE -> value.toString();
            case DATE -> quoted(LocalDate.ofEpochDay((int) value).toString());
            case TIME_WITHOUT_TIME_ZONE ->
                    quoted(LocalTime.ofNanoOfDay((int) value * 1_000_000L).toString());
            case BINARY, VARBINARY -> quoted(new String((byte[]) value, StandardCharsets.UTF_8));
            case ARRAY -> elements((ArrayData) value, ((ArrayType) type).getElementType());
            case MAP -> entries((MapData) value, (MapType) type);
            case ROW -> fields((RowData) value, (RowType) type);
            default -> quoted(value.toString());
        };
    }

    private static String elements(ArrayData array, LogicalType type) {
        ArrayData.ElementGetter element = ArrayData.createElementGetter(type.copy(true));
        StringJoiner text = new StringJoiner(",", "[", "]");
        for (int i = 0; i < array.size(); i++) {
            text.add(value(element.getElementOrNull(array, i), type));
        }
        return text.toString();
    }

    private static String entries(MapData map, MapType type) {
        ArrayData.ElementGetter key = ArrayData.createElementGetter(type.getKeyType().copy(true));
        ArrayData.ElementGetter value =
                ArrayData.createElementGetter(type.getValueType().copy(true));
        StringJoiner text = new StringJoiner(",", "{", "}");
        for (int i = 0; i < map.size(); i++) {
            Object name = key.getElementOrNull(map.keyArray(), i);
            Object entry = value.getElementOrNull(map.valueArray(), i);
            text.add(quoted(String.valueOf(name)) + ":" + value(entry, type.getValueType()));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
