// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.ByteSource;
import io.flinkhouse.clickhouse.block.CorruptDataException;
import io.flinkhouse.clickhouse.codec.lz4.FrameReader;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.error.ClickHouseException;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * The decompressed bytes of a response. It ends only where the response is complete; every other
 * end is a {@link ClickHouseException}: the server's own error, if the response holds one.
 */
@Internal
public final class ResponseStream extends InputStream implements ByteSource {

    private final Endpoint endpoint;
    private final String user;
    private final InputStream source;
    private final String tag;
    private final FrameReader frame;
    private int position;
    private int end;

    /**
     * @param user the user whose request it is
     * @param source the frames
     * @param tag the mark of the server's error, empty if it gives none
     */
    ResponseStream(Endpoint endpoint, String user, InputStream source, String tag) {
        this.endpoint = endpoint;
        this.user = user;
        this.source = source;
        this.tag = tag;
        this.frame = new FrameReader(source);
    }

    @Override
    public int read() throws ClickHouseException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws ClickHouseException {
        while (position == end && length > 0) {
            if (!next()) {
                return -1;
            }
            position = 0;
            end = length();
        }
        int count = Math.min(length, end - position);
        System.arraycopy(frame.content(), position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public byte[] bytes() {
        return frame.content();
    }

    @Override
    public int length() {
        return frame.length();
    }

    @Override
    public boolean next() throws ClickHouseException {
        try {
            boolean more = frame.next();
            String error = more ? ErrorText.marked(frame, tag) : "";
            if (!error.isEmpty()) {
                throw ErrorMapping.ofServer(endpoint, user, "", error);
            }
            return more;
        } catch (ClickHouseException e) {
            throw e;
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw ErrorMapping.interrupted(endpoint, e);
        } catch (IOException | CorruptDataException e) {
            String error = ErrorText.beginning(frame);
            throw error.isEmpty()
                    ? ErrorMapping.brokenOff(endpoint, e)
                    : ErrorMapping.ofServer(endpoint, user, "", error);
        }
    }

    /** Closes the response; one that has not ended is cut. */
    @Override
    public void close() throws IOException {
        source.close();
    }
}
