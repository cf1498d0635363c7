// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import com.clickhouse.client.api.transport.internal.TransportResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FilterInputStream;
import java.io.IOException;

/** The body of an answer; to close it early cuts the connection, so that no rest is waited for. */
final class AnswerStream extends FilterInputStream {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

    private final TransportResponse response;
    private final Runnable cut;
    private boolean ended;

    AnswerStream(TransportResponse response, Runnable cut) {
        super(response.createDataInputStream());
        this.response = response;
        this.cut = cut;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        ended = value < 0;
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        ended = count < 0;
        return count;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            response.close();
            return;
        }
        cut.run();
        try {
            response.close();
        } catch (IOException cutOff) {
            LOG.debug("The rest of an answer was given up", cutOff);
        }
    }
}
