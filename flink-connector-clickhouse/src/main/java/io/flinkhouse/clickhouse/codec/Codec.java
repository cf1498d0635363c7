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
     * @throws UnfitValueException if the type cannot hold it; what was written by then is taken
     *     back with the row
     */
    void encode(Cell cell, ByteWriter out);

    /** Writes the value that ClickHouse puts where there is none. */
    void encodeDefault(ByteWriter out);

    /** The value in Flink's internal form. */
    Object decode(ByteReader in);

    /** The least number of bytes that a value takes. */
    int minBytes();
}
