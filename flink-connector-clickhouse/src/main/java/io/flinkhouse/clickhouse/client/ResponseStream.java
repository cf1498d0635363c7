// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import org.apache.hc.core5.http.ClassicHttpResponse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of a response; closing it early closes the connection instead of reading the rest. */
final class ResponseStream extends FilterInputStream {

    private final Guard guard;
    private final Runnable cut;
    private boolean ended;

    ResponseStream(ClassicHttpResponse response, Guard guard, Runnable cut) throws IOException {
        super(
                response.getEntity() == null
                        ? InputStream.nullInputStream()
                        : response.getEntity().getContent());
        this.guard = guard;
        this.cut = cut;
    }

    @Override
    public int read() throws IOException {
        int value = guard.hold(in::read);
        ended = value < 0;
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = guard.hold(() -> in.read(target, offset, length));
        ended = count < 0;
        return count;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            in.close();
        } else {
            cut.run();
        }
    }
}
