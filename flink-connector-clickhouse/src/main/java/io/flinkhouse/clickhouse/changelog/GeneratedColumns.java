// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.changelog;

import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.utils.JoinedRowData;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Appends the engine's own columns (version, is_deleted, sign) to a row, without an object per row.
 */
final class GeneratedColumns {

    private final JoinedRowData joined = new JoinedRowData();
    private final BinaryRowData values;
    private final Optional<VersionColumn> version;
    private final int flag;
    private final int versionAt;
    private final LongSupplier versions;

    GeneratedColumns(boolean flagged, Optional<VersionColumn> version, LongSupplier versions) {
        int count = (flagged ? 1 : 0) + (version.isPresent() ? 1 : 0);
        int fixed = BinaryRowData.calculateFixPartSizeInBytes(count);
        int size = fixed + Long.BYTES; // bytes of a timestamp in the variable part of the row
        this.values = new BinaryRowData(count);
        this.values.pointTo(MemorySegmentFactory.wrap(new byte[size]), 0, size);
        this.flag = flagged ? 0 : -1;
        this.versionAt = count - 1;
        this.version = version;
        this.versions = versions;
        if (version.isPresent()) {
            values.setLong(versionAt, (long) fixed << Integer.SIZE); // the offset of these bytes
        }
    }

    /** Returns the row followed by these columns; valid until the next call. */
    RowData behind(RowData row, byte flagOfRow) {
        if (flag >= 0) {
            values.setByte(flag, flagOfRow);
        }
        if (version.isPresent()) {
            version.get().fill(values, versionAt, versions.getAsLong());
        }
        return joined.replace(row, values);
    }
}
