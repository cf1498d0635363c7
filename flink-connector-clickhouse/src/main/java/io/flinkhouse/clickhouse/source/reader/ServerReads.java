// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.source.reader;

import io.flinkhouse.clickhouse.client.ClickHouseClient;
import io.flinkhouse.clickhouse.client.ResponseStream;
import io.flinkhouse.clickhouse.client.Retry;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.source.enumerator.ScannedTable;
import io.flinkhouse.clickhouse.source.follow.RangeParts;
import io.flinkhouse.clickhouse.source.split.ScanRequest;
import io.flinkhouse.clickhouse.source.split.TableSplit;

import org.apache.flink.metrics.Counter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The queries of a reader. The task closes it while the fetching thread may wait for the server:
 * that ends the wait, and the query on the server.
 */
final class ServerReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerReads.class);

    /** One for the rows, and one for questions about the table meanwhile. */
    private static final int CONNECTIONS = 2;

    /** The merges that may come between listing parts and reading them, before a pause. */
    private static final int MOST_MERGES = 10;

    private static final String ALL = "1";

    private final ScanRequest request;
    private final ClickHouseClient client;
    private final ReadBuffer buffer;
    private final Counter retries;
    private Map<String, String> settings;
    private Thread waiting;
    private boolean closed;

    /**
     * @param directory where responses that the task does not take yet are kept in files
     * @param retries counts further attempts
     */
    ServerReads(ScanRequest request, File directory, Counter retries) {
        this.retries = retries;
        this.request = request;
        this.client = new ClickHouseClient(request.connection(), CONNECTIONS);
        this.buffer = request.read().buffer(directory);
    }

    ScanRequest request() {
        return request;
    }

    /**
     * Sends the query of a split. The table is checked before, so that a replica has all rows, and
     * again when the query has begun, so that it has not read another table. Parts that were merged
     * meanwhile are looked up again.
     *
     * @param query builds the query with a condition that selects the parts of the split
     */
    ResponseStream open(Function<String, String> query, TableSplit split)
            throws ClickHouseException {
        for (int tries = 0; tries < MOST_MERGES; tries++) {
            boolean other =
                    request.table() != null
                            && ScannedTable.check(client, request.table(), split.tableId());
            Optional<RangeParts> parts = parts(split);
            ResponseStream response =
                    client.read(
                            query.apply(parts.map(RangeParts::condition).orElse(ALL)),
                            settings(split.tableId()),
                            buffer);
            if (isWhole(parts, split, other, response)) {
                return response;
            }
            close(response);
        }
        throw mergedMeanwhile();
    }

    private Optional<RangeParts> parts(TableSplit split) throws ClickHouseException {
        if (split.blocks().isEmpty()) {
            return Optional.empty();
        }
        RangeParts parts = RangeParts.of(client, request.table(), split.blocks().get());
        parts.requireOwnNumbers(client);
        return Optional.of(parts);
    }

    private boolean isWhole(
            Optional<RangeParts> parts, TableSplit split, boolean other, ResponseStream response)
            throws ClickHouseException {
        try {
            if (request.table() != null
                    && ScannedTable.checkSame(client, request.table(), split.tableId()) != other) {
                throw ScannedTable.moved(request.table());
            }
            return parts.isEmpty() || parts.get().areActive(client);
        } catch (ClickHouseException e) {
            close(response);
            throw e;
        }
    }

    private ClickHouseException mergedMeanwhile() {
        return new ClickHouseException(
                ClickHouseException.NO_CODE,
                FailureKind.RETRY,
                "The parts of "
                        + request.name()
                        + " were merged "
                        + MOST_MERGES
                        + " times while a query of them began. Start the job again when the server"
                        + " merges less",
                null);
    }

    private Map<String, String> settings(String tableId) throws ClickHouseException {
        if (settings == null) {
            Map<String, String> known = ScanSettings.of(client, request);
            known.putAll(ScannedTable.settings(tableId));
            settings = known;
        }
        return settings;
    }

    private static void close(ResponseStream response) {
        try {
            response.close();
        } catch (IOException e) {
            LOG.debug("A response that is not wanted any more cannot be closed", e);
        }
    }

    /**
     * Runs an attempt until it succeeds, as the retry settings say.
     *
     * @throws IOException if it fails for good, or if this was closed meanwhile
     */
    <T> T retried(Retry.Attempt<T> attempt) throws IOException {
        begin();
        try {
            return Retry.call(
                    request.retry(),
                    attempt,
                    (attempts, wait, failure) -> {
                        retries.inc();
                        LOG.info("Reading {} again", request.name(), failure);
                    });
        } catch (ClickHouseException e) {
            throw failure(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw failure("Interrupted.", e);
        } finally {
            end();
        }
    }

    /** Returns the error that the job fails with. */
    IOException failure(String what, Exception cause) {
        return new IOException("Cannot read " + request.name() + ". " + what, cause);
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
