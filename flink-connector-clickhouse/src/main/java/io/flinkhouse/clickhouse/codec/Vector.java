// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/**
 * The decoded values of a column in one block. Vectors of numbers, times and texts keep no object
 * per row.
 */
abstract class Vector {

    /** Returns the value in Flink's internal form; {@code null} for NULL. */
    abstract Object get(int row);

    boolean isNull(int row) {
        return false;
    }

    boolean bool(int row) {
        return (Boolean) get(row);
    }

    byte int8(int row) {
        return (Byte) get(row);
    }

    short int16(int row) {
        return (Short) get(row);
    }

    int int32(int row) {
        return (Integer) get(row);
    }

    long int64(int row) {
        return (Long) get(row);
    }

    float float32(int row) {
        return (Float) get(row);
    }

    double float64(int row) {
        return (Double) get(row);
    }

    DecimalData decimal(int row) {
        return (DecimalData) get(row);
    }

    TimestampData timestamp(int row) {
        return (TimestampData) get(row);
    }

    StringData string(int row) {
        return (StringData) get(row);
    }

    byte[] binary(int row) {
        return (byte[]) get(row);
    }

    ArrayData array(int row) {
        return (ArrayData) get(row);
    }

    MapData map(int row) {
        return (MapData) get(row);
    }

    RowData row(int row) {
        return (RowData) get(row);
    }

    /** Returns the first values as objects. */
    Object[] objects(int rows) {
        Object[] values = new Object[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = get(i);
        }
        return values;
    }
}
