// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Pools byte arrays of one size for compressed bytes; released blocks return their arrays. */
@Internal
public final class ChunkPool {

    static final int CHUNK = 64 << 10;
    private static final int KEPT = 512;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

    public byte[] take() {
        byte[] chunk = free.poll();
        return chunk == null ? new byte[CHUNK] : chunk;
    }

    /** Returns an array to the pool, unless the pool is full. */
    public void give(byte[] chunk) {
        free.offer(chunk);
    }
}
