// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.sink.changelog;

import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.utils.JoinedRowData;

import java.util.function.LongSupplier;

/** Puts the values of the engine's own columns behind a row, without an object per row. */
final class EngineColumns {

    private final JoinedRowData joined = new JoinedRowData();
    private final BinaryRowData values;
    private final int flag;
    private final int version;
    private final LongSupplier versions;

    /**
     * @param flag the place of the flag among the engine's columns, or -1
     * @param version the place of the version, or -1
     */
    EngineColumns(int flag, int version, LongSupplier versions) {
        int count = (flag < 0 ? 0 : 1) + (version < 0 ? 0 : 1);
        int size = BinaryRowData.calculateFixPartSizeInBytes(count);
        this.values = new BinaryRowData(count);
        this.values.pointTo(MemorySegmentFactory.wrap(new byte[size]), 0, size);
        this.flag = flag;
        this.version = version;
        this.versions = versions;
    }

    /** The row with these columns behind it; valid until the next call. */
    RowData behind(RowData row, byte flagOfRow) {
        if (flag >= 0) {
            values.setByte(flag, flagOfRow);
        }
        if (version >= 0) {
            values.setLong(version, versions.getAsLong());
        }
        return joined.replace(row, values);
    }
}
