// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import java.io.IOException;
import java.io.InputStream;

/** Reads a stream into an array that it uses again. */
final class StreamSource implements ByteSource {

    private final InputStream in;
    private final byte[] bytes = new byte[1 << 16];
    private int length;

    StreamSource(InputStream in) {
        this.in = in;
    }

    @Override
    public boolean next() throws IOException {
        length = Math.max(0, in.read(bytes));
        return length > 0;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int length() {
        return length;
    }
}
