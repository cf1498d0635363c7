// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** Values of which some are NULL. */
final class NullableVector extends Vector {

    private final byte[] isNull;
    private final Vector values;

    /**
     * @param isNull per row, 0 if it has a value
     */
    NullableVector(byte[] isNull, Vector values) {
        this.isNull = isNull;
        this.values = values;
    }

    @Override
    boolean isNull(int row) {
        return isNull[row] != 0 || values.isNull(row);
    }

    @Override
    Object get(int row) {
        return isNull[row] != 0 ? null : values.get(row);
    }

    @Override
    boolean bool(int row) {
        return values.bool(row);
    }

    @Override
    byte int8(int row) {
        return values.int8(row);
    }

    @Override
    short int16(int row) {
        return values.int16(row);
    }

    @Override
    int int32(int row) {
        return values.int32(row);
    }

    @Override
    long int64(int row) {
        return values.int64(row);
    }

    @Override
    float float32(int row) {
        return values.float32(row);
    }

    @Override
    double float64(int row) {
        return values.float64(row);
    }

    @Override
    DecimalData decimal(int row) {
        return values.decimal(row);
    }

    @Override
    TimestampData timestamp(int row) {
        return values.timestamp(row);
    }

    @Override
    StringData string(int row) {
        return values.string(row);
    }

    @Override
    byte[] binary(int row) {
        return values.binary(row);
    }

    @Override
    ArrayData array(int row) {
        return values.array(row);
    }

    @Override
    MapData map(int row) {
        return values.map(row);
    }

    @Override
    RowData row(int row) {
        return values.row(row);
    }
}
