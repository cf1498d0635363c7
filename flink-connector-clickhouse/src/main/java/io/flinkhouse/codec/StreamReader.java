// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads on from a stream; what goes wrong there comes as {@link UncheckedIOException}. */
final class StreamReader extends ByteReader {

    /** What a length may ask for at most, since nothing says how much follows. */
    private static final int MOST_BYTES = 1 << 30;

    private static final int CHUNK = 1 << 16;

    private final InputStream in;

    StreamReader(InputStream in) {
        super(new byte[0]);
        this.in = in;
    }

    @Override
    int left() {
        return MOST_BYTES;
    }

    @Override
    boolean fill(int length) {
        byte[] room = makeRoom(Math.max(length, CHUNK));
        try {
            int read = 0;
            while (fetched() < length && read >= 0) {
                read = in.read(room, fetched(), room.length - fetched());
                extend(Math.max(0, read));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fetched() >= length;
    }
}
