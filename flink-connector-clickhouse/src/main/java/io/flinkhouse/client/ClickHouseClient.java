// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import io.flinkhouse.codec.Payload;
import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.Endpoint;
import io.flinkhouse.config.QueryProfile;
import io.flinkhouse.error.ClickHouseException;
import io.flinkhouse.error.FailureKind;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends statements and blocks to ClickHouse. Any number of threads may use it.
 *
 * <ul>
 *   <li>A request is sent once. It goes to the next endpoint only if no connection could be made,
 *       so that no server can have seen it; the endpoint that worked is kept.
 *   <li>Every failure is one {@link ClickHouseException} that says what may be done about it.
 *   <li>An interrupted thread returns at once, and its connection is cut.
 *   <li>Nothing is opened before the first request.
 * </ul>
 */
@Internal
public final class ClickHouseClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClickHouseClient.class);

    /** The answer comes when all is done, so an error is known before the first row. */
    private static final Map<String, String> WHOLE_ANSWER = Map.of("wait_end_of_query", "1");

    private static final Map<String, String> QUERY_SETTINGS =
            with(
                    QueryProfile.TEXT.settings(),
                    Map.of("default_format", "TabSeparated", "wait_end_of_query", "1"));

    private static final Map<String, String> READ_SETTINGS =
            with(
                    QueryProfile.ROWS.settings(),
                    Map.of(
                            "default_format", "Native",
                            "cancel_http_readonly_queries_on_client_close", "1"));

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ConnectionConfig connection;
    private final List<Endpoint> endpoints;
    private final Transport transport;
    private final ExecutorService senders = Executors.newCachedThreadPool(ClickHouseClient::thread);
    private volatile int preferred;

    /**
     * @param concurrency requests that run at the same time; the size of the connection pool
     */
    public ClickHouseClient(ConnectionConfig config, int concurrency) {
        ClientOptions.check(config.client());
        this.connection = config;
        this.endpoints = config.endpoints();
        this.transport = new Transport(config, concurrency);
    }

    /** The user that this client logs in as. */
    public String username() {
        return connection.username();
    }

    /** The server settings that the user chose, by name. */
    Map<String, String> chosenSettings() {
        return connection.settings();
    }

    /** Sends one block, once. */
    public InsertSummary insert(InsertRequest request) throws ClickHouseException {
        Map<String, String> settings = with(WHOLE_ANSWER, request.settings());
        settings.put("query", request.statement());
        settings.put("query_id", request.queryId());
        if (request.compressed()) {
            settings.put("decompress", "1");
        }
        Answer answer = send(new Request(settings, request.payload()), Transport.Call::execute);
        if (!answer.body().isBlank()) {
            throw Failures.lateError(answer.body());
        }
        return InsertSummary.parse(answer.summary());
    }

    /** Rows of unescaped text fields; NULL is {@code null}. */
    public List<List<String>> query(String sql) throws ClickHouseException {
        return query(sql, Map.of());
    }

    /**
     * Rows of unescaped text fields; NULL is {@code null}.
     *
     * @param settings server settings, and values of parameters: {@code param_x} for {@code
     *     {x:Type}}, written as in a TabSeparated file
     */
    public List<List<String>> query(String sql, Map<String, String> settings)
            throws ClickHouseException {
        Answer answer =
                send(
                        new Request(with(QUERY_SETTINGS, settings), text(sql)),
                        Transport.Call::execute);
        return TabSeparated.rows(answer.body());
    }

    /**
     * What a query answers, in ClickHouse's Native format, as it comes. Close the stream; the query
     * ends with it. Where the server fails after the first bytes, the stream fails or ends in the
     * middle of a block.
     */
    public InputStream read(String sql) throws ClickHouseException {
        return send(new Request(READ_SETTINGS, text(sql)), Transport.Call::open);
    }

    /** Runs a statement that returns nothing. */
    public void execute(String sql) throws ClickHouseException {
        send(new Request(QUERY_SETTINGS, text(sql)), Transport.Call::execute);
    }

    /** Cuts all connections; requests on their way fail. */
    @Override
    public void close() {
        transport.close();
        senders.shutdownNow();
    }

    /** What is done with a server once the request is ready. */
    @FunctionalInterface
    private interface Exchange<T> {
        T run(Transport.Call call) throws ClickHouseException;
    }

    private <T> T send(Request request, Exchange<T> exchange) throws ClickHouseException {
        int first = preferred;
        ClickHouseException last = null;
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            try {
                T answer = sendTo(endpoints.get(index), request, exchange);
                prefer(index);
                return answer;
            } catch (ClickHouseException e) {
                if (!Failures.neverConnected(e.getCause())) {
                    throw e;
                }
                last = e;
            }
        }
        throw Failures.noEndpoint(endpoints, last);
    }

    private void prefer(int index) {
        if (preferred != index) {
            LOG.info("Switching to ClickHouse at {}", endpoints.get(index));
            preferred = index;
        }
    }

    /** The request runs in a thread of ours, since a blocked socket does not hear interrupts. */
    private <T> T sendTo(Endpoint endpoint, Request request, Exchange<T> exchange)
            throws ClickHouseException {
        Transport.Call call = transport.prepare(endpoint, request);
        Future<T> answer = submit(() -> exchange.run(call));
        try {
            return answer.get();
        } catch (InterruptedException e) {
            call.cancel();
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE,
                    FailureKind.RETRY,
                    "The request to " + endpoint + " was interrupted.",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClickHouseException failure) {
                throw failure;
            }
            throw new IllegalStateException("A request ended without an answer", e.getCause());
        }
    }

    private <T> Future<T> submit(Callable<T> work) throws ClickHouseException {
        try {
            return senders.submit(work);
        } catch (RejectedExecutionException e) {
            throw new ClickHouseException(
                    ClickHouseException.NO_CODE, FailureKind.FAIL, "The client is closed.", e);
        }
    }

    private static Map<String, String> with(
            Map<String, String> settings, Map<String, String> further) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(further);
        return all;
    }

    private static Payload text(String sql) {
        byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
        return new Payload() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }
        };
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "clickhouse-request-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
