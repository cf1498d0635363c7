// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.codec;

import io.flinkhouse.clickhouse.block.ChunkPool;
import io.flinkhouse.clickhouse.block.Chunks;
import io.flinkhouse.clickhouse.block.EncodedBlock;

/** Creates sealed blocks of any size, which no server would accept. */
public final class Blocks {

    private Blocks() {}

    /** Returns a block of rows of this length in bytes. */
    public static EncodedBlock ofRows(int rows, int bytes) {
        Chunks chunks = new Chunks(new ChunkPool());
        chunks.append(new byte[bytes], 0, bytes);
        return EncodedBlock.ofRows(rows, bytes, chunks);
    }
}
