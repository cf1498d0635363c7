// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.BlockId;
import io.flinkhouse.clickhouse.block.Payload;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the bytes of spooled blocks in memory until a committer in the same JVM sends them, so that
 * it need not read their files. Bounded: what finds no room is in its file. The committer takes the
 * oldest first, so these stay, and give their room to the next ones; if new ones took it, a commit
 * of more than fits would find nothing here. Safe for all writers and committers of the JVM, of any
 * job: blocks are told by their ids.
 */
final class RecentPayloads {

    private static final long MOST = 64 << 20;
    private static final int PART_OF_HEAP = 16;

    /** Shared by all that use this class; a job with a class loader of its own has its own. */
    static final RecentPayloads OF_JVM =
            new RecentPayloads(Math.min(MOST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));

    private final long limit;
    private final Map<BlockId, HeldPayload> payloads = new HashMap<>();
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
        if (bytes + payload.length() > limit) {
            payload.release();
            return;
        }
        bytes += payload.length();
        payloads.put(id, new HeldPayload(owner, payload));
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
