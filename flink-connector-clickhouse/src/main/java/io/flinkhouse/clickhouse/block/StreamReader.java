// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads little-endian values where the source has them; only what two arrays of the source share is
 * copied. I/O errors are thrown as {@link UncheckedIOException}.
 */
@Internal
public final class StreamReader extends ByteReader {

    /** The maximum bytes that are read ahead, because the remaining size of a stream is unknown. */
    private static final int MOST_BYTES = 1 << 29;

    private static final int FIRST_ROOM = 1 << 12;

    private final ByteSource source;

    /** Bytes that several arrays of the source share, if they are read now. */
    private byte[] joined = new byte[0];

    private boolean inJoined;

    /** The bytes of the source's array that were shown or copied. */
    private int taken;

    private int length;
    private boolean ended;

    public StreamReader(ByteSource source) {
        super(new byte[0]);
        this.source = source;
    }

    @Override
    public boolean has(long length) {
        return length <= MOST_BYTES && (length <= fetched() || fill((int) length));
    }

    @Override
    boolean fill(int length) {
        try {
            if (fetched() == 0 && (taken < this.length || next())) {
                showSource();
            }
            while (fetched() < length) {
                if (taken == this.length && !nextBehind()) {
                    return false;
                }
                if (fetched() == 0) {
                    showSource();
                } else {
                    join(Math.min(length - fetched(), this.length - taken));
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void showSource() {
        show(source.bytes(), taken, length);
        taken = length;
        inJoined = false;
    }

    /** Moves the source on, and keeps the unread bytes, which it may overwrite. */
    private boolean nextBehind() throws IOException {
        if (!inJoined && fetched() > 0) {
            int unread = fetched();
            makeRoom(unread);
            System.arraycopy(array(), offset(), joined, 0, unread);
            show(joined, 0, unread);
            inJoined = true;
        }
        return next();
    }

    private boolean next() throws IOException {
        ended = ended || !source.next();
        length = ended ? 0 : source.length();
        taken = 0;
        return !ended;
    }

    /** Adds bytes of the source. The array grows with them, so a wrong length costs no memory. */
    private void join(int count) {
        int end = offset() + fetched();
        makeRoom(end + count);
        System.arraycopy(source.bytes(), taken, joined, end, count);
        show(joined, offset(), end + count);
        taken += count;
    }

    private void makeRoom(int size) {
        if (joined.length < size) {
            joined = Arrays.copyOf(joined, Math.max(FIRST_ROOM, Math.max(size, 2 * joined.length)));
        }
    }
}
