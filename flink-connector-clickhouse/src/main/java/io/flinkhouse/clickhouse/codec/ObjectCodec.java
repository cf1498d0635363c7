// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ByteReader;

/** A codec whose values become an object each. */
interface ObjectCodec extends Codec {

    /** Reads one value and returns it in Flink's internal form. */
    Object decode(ByteReader in);

    @Override
    default Vector decode(ByteReader in, int rows) {
        Object[] values = new Object[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = decode(in);
        }
        return new ObjectVector(values);
    }
}
