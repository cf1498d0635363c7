// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.Payload;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the bytes of spooled blocks in memory until a committer in the same JVM sends them, so that
 * it need not read their files. Bounded: the oldest give way to new ones, and what is not here is
 * in its file. Safe for all writers and committers of the JVM, of any job: blocks are told by their
 * ids.
 */
final class RecentPayloads {

    private static final long MOST = 64 << 20;
    private static final int PART_OF_HEAP = 64;

    /** Shared by all that use this class; a job with a class loader of its own has its own. */
    static final RecentPayloads OF_JVM =
            new RecentPayloads(Math.min(MOST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));

    private final long limit;
    private final Map<BlockId, HeldPayload> payloads = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param limit bytes that are held at most
     */
    RecentPayloads(long limit) {
        this.limit = limit;
    }

    private record HeldPayload(Object owner, Payload payload) {}

    /**
     * Takes over the payload of a block whose file is written; releases it if there is no room.
     *
     * @param owner the writer
     */
    synchronized void hold(Object owner, BlockId id, Payload payload) {
        if (payload.length() > limit) {
            payload.release();
            return;
        }
        bytes += payload.length();
        payloads.put(id, new HeldPayload(owner, payload));
        Iterator<HeldPayload> oldest = payloads.values().iterator();
        while (bytes > limit) {
            drop(oldest.next().payload());
            oldest.remove();
        }
    }

    private void drop(Payload payload) {
        bytes -= payload.length();
        payload.release();
    }

    /** Hands over the payload of a block, if it is here; the caller releases it. */
    synchronized Optional<Payload> take(BlockId id) {
        HeldPayload held = payloads.remove(id);
        if (held == null) {
            return Optional.empty();
        }
        bytes -= held.payload().length();
        return Optional.of(held.payload());
    }

    /** Releases all that this writer sealed. */
    synchronized void releaseAll(Object owner) {
        for (Iterator<HeldPayload> all = payloads.values().iterator(); all.hasNext(); ) {
            HeldPayload held = all.next();
            if (held.owner() == owner) {
                drop(held.payload());
                all.remove();
            }
        }
    }

    /** Returns how many bytes are held. */
    synchronized long bytes() {
        return bytes;
    }
}
