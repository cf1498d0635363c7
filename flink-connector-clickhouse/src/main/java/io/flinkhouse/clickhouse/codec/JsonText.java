// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteWriter;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes values of one Flink type as JSON text. Only for types that JSON holds exactly. */
interface JsonText {

    void write(Cell cell, ByteWriter out);

    static JsonText of(LogicalType type) {
        JsonText value =
                switch (type.getTypeRoot()) {
                    case CHAR, VARCHAR -> new Text(new FlinkText(type));
                    case BOOLEAN -> (cell, out) -> ascii(Boolean.toString(cell.bool()), out);
                    case FLOAT, DOUBLE -> new Number(new FlinkFloats(type));
                    case ARRAY -> new JsonArray(of(((ArrayType) type).getElementType()));
                    case MAP -> map((MapType) type);
                    case ROW -> row((RowType) type);
                    default -> integer(new FlinkIntegers(type));
                };
        return (cell, out) -> {
            if (cell.isNull()) {
                ascii("null", out);
            } else {
                value.write(cell, out);
            }
        };
    }

    private static JsonText integer(FlinkIntegers form) {
        return (cell, out) -> ascii(Long.toString(form.read(cell)), out);
    }

    private static JsonText map(MapType type) {
        return new JsonMap(new Text(new FlinkText(type.getKeyType())), of(type.getValueType()));
    }

    private static JsonText row(RowType type) {
        List<byte[]> names = type.getFieldNames().stream().map(JsonText::utf8).toList();
        return new Fields(names, type.getChildren().stream().map(JsonText::of).toList());
    }

    private static void ascii(String text, ByteWriter out) {
        out.bytes(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a string in quotes, with only the escapes that JSON requires. */
    record Text(FlinkText form) implements JsonText {

        private static final String HEX = "0123456789abcdef";

        @Override
        public void write(Cell cell, ByteWriter out) {
            form.read(cell);
            quote(form.array(), form.offset(), form.length(), out);
        }

        static void quote(byte[] text, int from, int length, ByteWriter out) {
            out.int8('"');
            for (int i = from; i < from + length; i++) {
                byte c = text[i];
                if (c == '"' || c == '\\') {
                    out.int8('\\');
                    out.int8(c);
                } else if (c >= 0 && c < ' ') {
                    ascii("\\u00" + HEX.charAt(c >> 4) + HEX.charAt(c & 0xF), out);
                } else {
                    out.int8(c);
                }
            }
            out.int8('"');
        }
    }

    /** Writes a floating point number, never rounded. */
    record Number(FlinkFloats form) implements JsonText {
        @Override
        public void write(Cell cell, ByteWriter out) {
            double value = form.readDouble(cell);
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                throw new UnfitValueException("NaN or an infinity, which JSON has no form for");
            }
            ascii(Double.toString(value), out);
        }
    }

    /** Writes an array. */
    record JsonArray(JsonText element) implements JsonText {
        @Override
        public void write(Cell cell, ByteWriter out) {
            ArrayData array = cell.array();
            Cell item = new Cell();
            item.of(array);
            out.int8('[');
            for (int i = 0; i < array.size(); i++) {
                if (i > 0) {
                    out.int8(',');
                }
                item.index(i);
                element.write(item, out);
            }
            out.int8(']');
        }
    }

    /** Writes a map as an object. */
    record JsonMap(JsonText key, JsonText value) implements JsonText {
        @Override
        public void write(Cell cell, ByteWriter out) {
            MapData map = cell.map();
            Cell keys = new Cell();
            keys.of(map.keyArray());
            Cell values = new Cell();
            values.of(map.valueArray());
            out.int8('{');
            for (int i = 0; i < map.size(); i++) {
                if (i > 0) {
                    out.int8(',');
                }
                keys.index(i);
                if (keys.isNull()) {
                    throw new UnfitValueException("a map with a NULL key");
                }
                key.write(keys, out);
                out.int8(':');
                values.index(i);
                value.write(values, out);
            }
            out.int8('}');
        }
    }

    /** Writes a row as an object. */
    record Fields(List<byte[]> names, List<JsonText> values) implements JsonText {
        @Override
        public void write(Cell cell, ByteWriter out) {
            Cell field = new Cell();
            field.of(cell.row(names.size()));
            out.int8('{');
            for (int i = 0; i < names.size(); i++) {
                if (i > 0) {
                    out.int8(',');
                }
                byte[] name = names.get(i);
                Text.quote(name, 0, name.length, out);
                out.int8(':');
                field.index(i);
                values.get(i).write(field, out);
            }
            out.int8('}');
        }
    }
}
