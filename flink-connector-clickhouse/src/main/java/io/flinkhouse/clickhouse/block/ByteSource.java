// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;

/** Supplies the bytes of a stream array by array, so that a reader need not copy them. */
@Internal
public interface ByteSource {

    /** Moves to the next bytes, of which there may be none; returns false at the end. */
    boolean next() throws IOException;

    /** Returns the array that begins with the bytes; {@link #next} may overwrite it. */
    byte[] bytes();

    /** Returns the number of the bytes. */
    int length();

    /** Returns a source that reads from a stream into an array of its own. */
    static ByteSource of(InputStream in) {
        return new StreamSource(in);
    }
}
