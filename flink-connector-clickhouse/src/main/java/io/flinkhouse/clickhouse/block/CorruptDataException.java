// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

/** Thrown for bytes that are not a valid block of ClickHouse's Native format. */
@Internal
public final class CorruptDataException extends RuntimeException {

    private final long offset;

    public CorruptDataException(long offset, String reason) {
        super("Cannot read the ClickHouse block at offset " + offset + ": " + reason);
        this.offset = offset;
    }

    /** Returns the offset at which reading stopped, in bytes from the start of the input. */
    public long offset() {
        return offset;
    }
}
