// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RawValueData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;

/** A row of a decoded block: its index in the vectors of the columns, which never change. */
final class BlockRow implements RowData {

    private final Vector[] columns;
    private final int row;
    private RowKind kind = RowKind.INSERT;

    BlockRow(Vector[] columns, int row) {
        this.columns = columns;
        this.row = row;
    }

    /** Returns a field in Flink's internal form; {@code null} for NULL. */
    Object field(int pos) {
        return columns[pos].get(row);
    }

    @Override
    public int getArity() {
        return columns.length;
    }

    @Override
    public RowKind getRowKind() {
        return kind;
    }

    @Override
    public void setRowKind(RowKind kind) {
        this.kind = kind;
    }

    @Override
    public boolean isNullAt(int pos) {
        return columns[pos].isNull(row);
    }

    @Override
    public boolean getBoolean(int pos) {
        return columns[pos].bool(row);
    }

    @Override
    public byte getByte(int pos) {
        return columns[pos].int8(row);
    }

    @Override
    public short getShort(int pos) {
        return columns[pos].int16(row);
    }

    @Override
    public int getInt(int pos) {
        return columns[pos].int32(row);
    }

    @Override
    public long getLong(int pos) {
        return columns[pos].int64(row);
    }

    @Override
    public float getFloat(int pos) {
        return columns[pos].float32(row);
    }

    @Override
    public double getDouble(int pos) {
        return columns[pos].float64(row);
    }

    @Override
    public StringData getString(int pos) {
        return columns[pos].string(row);
    }

    @Override
    public byte[] getBinary(int pos) {
        return columns[pos].binary(row);
    }

    @Override
    public ArrayData getArray(int pos) {
        return columns[pos].array(row);
    }

    @Override
    public MapData getMap(int pos) {
        return columns[pos].map(row);
    }

    @Override
    public DecimalData getDecimal(int pos, int precision, int scale) {
        return columns[pos].decimal(row);
    }

    @Override
    public TimestampData getTimestamp(int pos, int precision) {
        return columns[pos].timestamp(row);
    }

    @Override
    public RowData getRow(int pos, int numFields) {
        return columns[pos].row(row);
    }

    /**
     * @throws UnsupportedOperationException always: no ClickHouse type becomes a RAW type
     */
    @Override
    public <T> RawValueData<T> getRawValue(int pos) {
        throw new UnsupportedOperationException("RAW");
    }
}
