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

    /** Bytes that {@link #writeTo} writes, exactly. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    /**
     * Gives the memory back once the bytes are safe elsewhere; nothing may be written afterwards.
     */
    default void release() {}

    /** Writes all bytes, each time the same. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * The bytes that something else holds.
     *
     * @param length bytes that the content writes, exactly
     * @param release gives their memory back
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
