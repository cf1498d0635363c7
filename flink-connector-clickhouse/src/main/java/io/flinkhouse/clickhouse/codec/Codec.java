// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;
import io.flinkhouse.clickhouse.block.ByteWriter;

/**
 * Encodes and decodes the values of one scalar ClickHouse type, from and into one Flink type. NULL
 * is handled by the column.
 */
interface Codec {

    /**
     * Writes the value of the cell.
     *
     * @throws UnfitValueException if the type cannot hold it; the caller then rolls back the row
     */
    void encode(Cell cell, ByteWriter out);

    /** Writes the type's default value, which ClickHouse uses for a missing value. */
    void encodeDefault(ByteWriter out);

    /** Releases the bytes of the last value, which may be large. */
    default void release() {}

    /** Reads the values of so many rows. */
    Vector decode(ByteReader in, int rows);

    /** Returns whether each value has {@link #minBytes} bytes. */
    default boolean isFixedWidth() {
        return true;
    }

    /** Returns the minimum number of bytes of a value. */
    int minBytes();
}
