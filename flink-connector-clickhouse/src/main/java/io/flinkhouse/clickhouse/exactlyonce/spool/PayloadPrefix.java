// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.exactlyonce.spool;

import io.flinkhouse.clickhouse.block.Payload;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.OutputStream;

/** Reads the first bytes of a payload. */
@Internal
public record PayloadPrefix(Payload whole, long length) implements Payload {

    @Override
    public void writeTo(OutputStream out) throws IOException {
        whole.writeTo(new Limited(out, length));
    }

    /** Writes the first bytes and skips the rest. */
    private static final class Limited extends OutputStream {

        private final OutputStream out;
        private long left;

        Limited(OutputStream out, long left) {
            this.out = out;
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int part = (int) Math.min(left, count);
            out.write(bytes, from, part);
            left -= part;
        }
    }
}
