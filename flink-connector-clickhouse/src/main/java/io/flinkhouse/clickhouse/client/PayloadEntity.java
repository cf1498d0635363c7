// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * An HTTP entity of known length, so that a truncated body never looks complete.
 *
 * <p>It says that it is not repeatable, although it is, so that HttpClient never sends it twice.
 */
final class PayloadEntity extends AbstractHttpEntity {

    private final Payload payload;
    private final Runnable written;

    /**
     * @param written runs after the last byte was written
     */
    PayloadEntity(Payload payload, Runnable written) {
        super("application/octet-stream", null);
        this.payload = payload;
        this.written = written;
    }

    @Override
    public long getContentLength() {
        return payload.length();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Counted counted = new Counted(out);
        payload.writeTo(counted);
        if (counted.bytes != payload.length()) {
            throw new IOException(
                    "The payload wrote "
                            + counted.bytes
                            + " bytes but said it had "
                            + payload.length());
        }
        written.run();
        counted.flush();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("A payload can only be written");
    }

    @Override
    public void close() {}

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
        }
    }
}
