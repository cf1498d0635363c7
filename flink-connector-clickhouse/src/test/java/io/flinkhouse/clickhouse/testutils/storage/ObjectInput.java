// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.storage;

import org.apache.flink.core.fs.FSDataInputStream;

import java.io.IOException;

/** Reads one object. */
final class ObjectInput extends FSDataInputStream {

    private final byte[] bytes;
    private int at;

    ObjectInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public void seek(long desired) throws IOException {
        if (desired > bytes.length) {
            throw new IOException("Beyond the end: " + desired);
        }
        at = (int) desired;
    }

    @Override
    public long getPos() {
        return at;
    }

    @Override
    public int read() {
        return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int count) {
        if (at == bytes.length && count > 0) {
            return -1;
        }
        int part = Math.min(count, bytes.length - at);
        System.arraycopy(bytes, at, target, from, part);
        at += part;
        return part;
    }
}
