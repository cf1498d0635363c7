// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.KnownSettings;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.source.split.ScanRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The queries of a reader. The task closes it while the fetching thread may wait for the server:
 * that ends the wait, and the query on the server.
 */
final class ServerReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerReads.class);

    private final ScanRequest request;
    private final ClickHouseClient client;
    private Map<String, String> settings;
    private Thread waiting;
    private boolean closed;

    ServerReads(ScanRequest request) {
        this.request = request;
        this.client = new ClickHouseClient(request.connection(), 1);
    }

    ScanRequest request() {
        return request;
    }

    /** Sends a query. */
    InputStream open(String sql) throws ClickHouseException {
        if (settings == null) {
            Map<String, String> known = new HashMap<>(KnownSettings.of(client).choosing());
            known.put("max_block_size", Integer.toString(request.read().fetchSize()));
            settings = known;
        }
        return client.read(sql, settings);
    }

    /**
     * Runs an attempt until it succeeds, as the retry settings say.
     *
     * @throws IOException also if this was closed meanwhile
     */
    <T> T retried(Retry.Attempt<T> attempt) throws IOException {
        begin();
        try {
            return Retry.call(
                    request.retry(),
                    attempt,
                    (attempts, wait, failure) ->
                            LOG.info("Reading {} again", request.name(), failure));
        } catch (InterruptedException e) {
            throw new IOException("The read was cut off", e);
        } finally {
            end();
        }
    }

    private synchronized void begin() throws IOException {
        if (closed) {
            throw new IOException("The reader is closed");
        }
        waiting = Thread.currentThread();
    }

    private synchronized void end() {
        waiting = null;
        if (closed) {
            Thread.interrupted(); // it was meant for the attempt
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        }
        client.close();
    }
}
