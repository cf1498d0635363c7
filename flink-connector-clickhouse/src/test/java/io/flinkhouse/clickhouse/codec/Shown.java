// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Formats Flink's internal values as text, such that different values have different texts. */
final class Shown {

    private Shown() {}

    static String of(Object value) {
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof GenericArrayData array) {
            return Arrays.stream(array.toObjectArray())
                    .map(Shown::of)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof GenericMapData map) {
            ArrayData keys = map.keyArray();
            return Arrays.stream(((GenericArrayData) keys).toObjectArray())
                    .map(key -> of(key) + "=" + of(map.get(key)))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof RowData row) {
            return IntStream.range(0, row.getArity())
                    .mapToObj(i -> of(field(row, i)))
                    .collect(Collectors.joining(", ", "(", ")"));
        }
        return String.valueOf(value).replace("\n", "\\n").replace("\t", "\\t");
    }

    /** Returns a field of a decoded row, or of a row inside of one. */
    static Object field(RowData row, int pos) {
        return row instanceof BlockRow decoded
                ? decoded.field(pos)
                : ((GenericRowData) row).getField(pos);
    }
}
