// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.EncodedBlock;

/** Makes sealed blocks of any size; no server would take them. */
public final class Blocks {

    private Blocks() {}

    /** A block of rows that is so many bytes long. */
    public static EncodedBlock ofRows(int rows, int bytes) {
        Chunks chunks = new Chunks(new ChunkPool());
        chunks.append(new byte[bytes], 0, bytes);
        return EncodedBlock.ofRows(rows, bytes, chunks);
    }
}
