// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;

/**
 * A cursor over the fields of a row or the elements of an array.
 *
 * <p>It is one final class for both, so that a codec makes no virtual call and serves nested values
 * and top-level ones alike.
 */
final class Cell {

    private RowData row;
    private BinaryRowData packed;
    private ArrayData array;
    private int index;

    /** Moves the cursor to a row; {@link #index(int)} selects a field. */
    void of(RowData row) {
        this.row = row;
        this.packed = row instanceof BinaryRowData binary ? binary : null;
        this.array = null;
    }

    void of(ArrayData array) {
        this.array = array;
        this.row = null;
        this.packed = null;
    }

    void index(int index) {
        this.index = index;
    }

    /** Releases the row, which the caller may reuse. */
    void release() {
        row = null;
        packed = null;
        array = null;
    }

    /**
     * Returns the row if it keeps its fields as bytes, else null. Its {@code getLong} returns the
     * eight bytes of any field, whatever its type, so that values can be read without an object for
     * each.
     */
    BinaryRowData packed() {
        return packed;
    }

    int index() {
        return index;
    }

    boolean isNull() {
        return row != null ? row.isNullAt(index) : array.isNullAt(index);
    }

    boolean bool() {
        return row != null ? row.getBoolean(index) : array.getBoolean(index);
    }

    byte int8() {
        return row != null ? row.getByte(index) : array.getByte(index);
    }

    short int16() {
        return row != null ? row.getShort(index) : array.getShort(index);
    }

    int int32() {
        return row != null ? row.getInt(index) : array.getInt(index);
    }

    long int64() {
        return row != null ? row.getLong(index) : array.getLong(index);
    }

    float float32() {
        return row != null ? row.getFloat(index) : array.getFloat(index);
    }

    double float64() {
        return row != null ? row.getDouble(index) : array.getDouble(index);
    }

    DecimalData decimal(int precision, int scale) {
        return row != null
                ? row.getDecimal(index, precision, scale)
                : array.getDecimal(index, precision, scale);
    }

    /** Returns the unscaled value of a decimal of at most 18 digits. */
    long unscaled(int precision, int scale) {
        return packed != null ? packed.getLong(index) : decimal(precision, scale).toUnscaledLong();
    }

    TimestampData timestamp(int precision) {
        return row != null
                ? row.getTimestamp(index, precision)
                : array.getTimestamp(index, precision);
    }

    StringData string() {
        return row != null ? row.getString(index) : array.getString(index);
    }

    byte[] binary() {
        return row != null ? row.getBinary(index) : array.getBinary(index);
    }

    ArrayData array() {
        return row != null ? row.getArray(index) : array.getArray(index);
    }

    MapData map() {
        return row != null ? row.getMap(index) : array.getMap(index);
    }

    RowData row(int fields) {
        return row != null ? row.getRow(index, fields) : array.getRow(index, fields);
    }
}
