// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.block;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of an insert: immutable bytes of known length that can be written any number of times.
 */
@Internal
public interface Payload {

    /** Returns the exact number of bytes that {@link #writeTo} writes. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    /**
     * Releases the memory when the bytes are stored elsewhere; they may not be written afterwards.
     */
    default void release() {}

    /** Writes all bytes; each call writes the same. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Returns a payload whose bytes another object holds.
     *
     * @param length the exact number of bytes that the content writes
     * @param release releases their memory
     */
    static Payload of(long length, Content content, Runnable release) {
        return new Payload() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                content.writeTo(out);
            }

            @Override
            public void release() {
                release.run();
            }
        };
    }
}
