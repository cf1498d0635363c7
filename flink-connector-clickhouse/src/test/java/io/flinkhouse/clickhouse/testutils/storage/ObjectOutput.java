// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.testutils.storage;

import org.apache.flink.core.fs.FSDataOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Collects the bytes of one object, and publishes them when it is closed. */
final class ObjectOutput extends FSDataOutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;
    private final Consumer<byte[]> publish;
    private boolean closed;

    /**
     * @param limit bytes before a write fails
     */
    ObjectOutput(int limit, Consumer<byte[]> publish) {
        this.limit = limit;
        this.publish = publish;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int from, int count) throws IOException {
        int part = Math.min(count, limit - bytes.size());
        bytes.write(source, from, part);
        if (part < count) {
            throw new IOException("Connection reset");
        }
    }

    @Override
    public long getPos() {
        return bytes.size();
    }

    @Override
    public void flush() {}

    @Override
    public void sync() {}

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            publish.accept(bytes.toByteArray());
        }
    }
}
