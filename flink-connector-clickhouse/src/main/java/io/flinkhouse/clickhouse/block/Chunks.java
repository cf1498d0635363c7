// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Holds bytes in pieces, so that neither growing nor joining copies them. */
@Internal
public final class Chunks {

    private record Piece(byte[] bytes, int length) {}

    private final ChunkPool pool;
    private final List<Piece> full = new ArrayList<>();
    private byte[] open;
    private int used;
    private long length;

    public Chunks(ChunkPool pool) {
        this.pool = pool;
    }

    public void append(byte[] source, int from, int count) {
        int at = from;
        int left = count;
        while (left > 0) {
            if (open == null) {
                open = pool.take();
            }
            int part = Math.min(left, open.length - used);
            System.arraycopy(source, at, open, used, part);
            used += part;
            at += part;
            left -= part;
            if (used == open.length) {
                close();
            }
        }
        length += count;
    }

    /** Appends the other's bytes by taking them away from it. */
    public void take(Chunks other) {
        close();
        other.close();
        full.addAll(other.full);
        length += other.length;
        other.full.clear();
        other.length = 0;
    }

    public long length() {
        return length;
    }

    public void writeTo(OutputStream out) throws IOException {
        for (Piece piece : full) {
            out.write(piece.bytes, 0, piece.length);
        }
        if (open != null) {
            out.write(open, 0, used);
        }
    }

    /** Returns all arrays to the pool. */
    public void release() {
        close();
        full.forEach(piece -> pool.give(piece.bytes));
        full.clear();
        length = 0;
    }

    private void close() {
        if (open != null) {
            full.add(new Piece(open, used));
            open = null;
            used = 0;
        }
    }
}
