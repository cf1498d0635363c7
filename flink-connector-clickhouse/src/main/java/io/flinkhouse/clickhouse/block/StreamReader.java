// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads little-endian values from a stream; I/O errors are thrown as {@link UncheckedIOException}.
 */
@Internal
public final class StreamReader extends ByteReader {

    /** The maximum bytes that are read ahead, because the remaining size of a stream is unknown. */
    private static final int MOST_BYTES = 1 << 29;

    private final InputStream in;

    public StreamReader(InputStream in) {
        super(new byte[0]);
        this.in = in;
    }

    @Override
    public boolean has(long length) {
        return length <= MOST_BYTES && fill((int) length);
    }

    /** The buffer grows with the bytes that arrive, so a wrong length costs no memory. */
    @Override
    boolean fill(int length) {
        try {
            int read = 0;
            while (fetched() < length && read >= 0) {
                byte[] room = makeRoom();
                read = in.read(room, fetched(), room.length - fetched());
                extend(Math.max(0, read));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fetched() >= length;
    }
}
