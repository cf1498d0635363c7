// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of an insert: immutable bytes of known length that can be written any number of times.
 */
public interface Payload {

    /** Bytes that {@link #writeTo} writes, exactly. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    /**
     * Gives the memory back once the bytes are safe elsewhere; nothing may be written afterwards.
     */
    default void release() {}
}
