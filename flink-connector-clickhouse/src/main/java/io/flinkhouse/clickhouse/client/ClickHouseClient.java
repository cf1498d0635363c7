// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.clickhouse.client;

import io.flinkhouse.clickhouse.block.Payload;
import io.flinkhouse.clickhouse.config.ConnectionConfig;
import io.flinkhouse.clickhouse.config.Endpoint;
import io.flinkhouse.clickhouse.config.QueryProfile;
import io.flinkhouse.clickhouse.config.ReadBuffer;
import io.flinkhouse.clickhouse.error.ClickHouseException;
import io.flinkhouse.clickhouse.error.FailureKind;
import io.flinkhouse.clickhouse.error.ServerError;

import org.apache.flink.annotation.Internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends statements and blocks to ClickHouse. Any number of threads may use it.
 *
 * <ul>
 *   <li>A request is sent once. It goes to the next endpoint only if no connection could be made,
 *       so that no server can have seen it; the endpoint that worked is kept. After a failure that
 *       another server may not have, the next request goes to the next endpoint.
 *   <li>Every failure is one {@link ClickHouseException} that says what may be done about it.
 *   <li>A request runs in the thread of its caller. An interrupted thread returns at once, and its
 *       connection is cut.
 *   <li>Nothing is opened before the first request.
 * </ul>
 */
@Internal
public final class ClickHouseClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClickHouseClient.class);

    /**
     * The settings of a query: the response starts when the query has finished, so an error comes
     * before the first row.
     */
    private static final Map<String, String> WHOLE_ANSWER =
            Map.of("wait_end_of_query", "1", "send_progress_in_http_headers", "0");

    private static final Map<String, String> QUERY_SETTINGS =
            with(
                    QueryProfile.TEXT.settings(),
                    with(
                            WHOLE_ANSWER,
                            Map.of(
                                    "default_format", "TabSeparatedWithNames",
                                    "format_tsv_null_representation", "\\N")));

    /** The server ends a query whose connection is cut; a POST, only if it can change nothing. */
    private static final Map<String, String> ENDS_WITH_CONNECTION =
            Map.of("readonly", "2", "cancel_http_readonly_queries_on_client_close", "1");

    /**
     * The settings of a read: the server sends rows as it finds them, and before the first row its
     * progress in headers, so that it is not silent while it computes an aggregate.
     */
    private static final Map<String, String> READ_SETTINGS =
            with(
                    with(QueryProfile.ROWS.settings(), ENDS_WITH_CONNECTION),
                    Map.of(
                            "default_format", "Native",
                            "compress", "1",
                            "send_progress_in_http_headers", "1"));

    private static final String PROGRESS_INTERVAL = "http_headers_progress_interval_ms";

    private final ConnectionConfig connection;
    private final List<Endpoint> endpoints;
    private final Transport transport;
    private volatile int preferred;

    /** The settings of a user that may change none; null for others. */
    private volatile FixedSettings fixed;

    /**
     * Creates a client.
     *
     * @param concurrency the maximum of parallel requests, which is the size of the connection pool
     */
    public ClickHouseClient(ConnectionConfig config, int concurrency) {
        this.connection = config;
        this.endpoints = config.endpoints();
        this.transport = transport(config, concurrency);
    }

    private static Transport transport(ConnectionConfig config, int concurrency) {
        try {
            return new Transport(config, concurrency);
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "The library for HTTP (org.apache.httpcomponents.client5:httpclient5) is missing"
                            + " or has another version than the connector was built with: "
                            + e.getMessage()
                            + ". Use flink-sql-connector-clickhouse, which has it inside, or add"
                            + " the version that the pom.xml of flink-connector-clickhouse names.",
                    e);
        }
    }

    /** Returns the name of the user. */
    public String username() {
        return connection.username();
    }

    /** Returns the server settings that the user chose, by name. */
    Map<String, String> chosenSettings() {
        return connection.settings();
    }

    /** How long the server may keep an insert waiting for its quorum. */
    Duration quorumTimeout() {
        return transport.quorumTimeout();
    }

    /** Sends one block, once. */
    public InsertSummary insert(InsertRequest request) throws ClickHouseException {
        byte[] text = request.statement().getBytes(StandardCharsets.UTF_8);
        Map<String, String> settings = with(WHOLE_ANSWER, request.settings());
        StatementLimits.raise(settings, text.length);
        settings.put("query_id", request.queryId());
        if (request.compressed()) {
            settings.put("decompress", "1");
        }
        Response response = send(new Request(settings, Body.of(text, request)), Call::execute);
        if (!response.body().isBlank()) {
            throw ErrorMapping.lateError(response.body(), username());
        }
        return InsertSummary.parse(response.summary());
    }

    /** Runs a query and returns its rows of unescaped text fields; NULL is {@code null}. */
    public List<List<String>> query(String sql) throws ClickHouseException {
        return query(sql, Map.of());
    }

    /**
     * Runs a query and returns its rows of unescaped text fields; NULL is {@code null}.
     *
     * @param settings server settings, and values of parameters: {@code param_x} for {@code
     *     {x:Type}}, as they are
     */
    public List<List<String>> query(String sql, Map<String, String> settings)
            throws ClickHouseException {
        return TabSeparated.rows(run(sql, with(QUERY_SETTINGS, settings), Call::execute).body());
    }

    /** Runs a query as {@link #select(String, Map)} does. */
    public List<List<String>> select(String sql) throws ClickHouseException {
        return select(sql, Map.of());
    }

    /**
     * Runs a query as {@link #query(String, Map)} does. It may change nothing, and the server ends
     * it if the calling thread is interrupted.
     */
    public List<List<String>> select(String sql, Map<String, String> settings)
            throws ClickHouseException {
        return query(sql, with(ENDS_WITH_CONNECTION, settings));
    }

    /** Returns the only field of the only row of a query. */
    public String value(String sql) throws ClickHouseException {
        return value(sql, Map.of());
    }

    /** Returns the only field of the only row of a query with these server settings. */
    public String value(String sql, Map<String, String> settings) throws ClickHouseException {
        List<List<String>> rows = query(sql, settings);
        if (rows.size() != 1 || rows.get(0).size() != 1) {
            throw ErrorMapping.otherShape(rows.size() + " rows where one value belongs");
        }
        return rows.get(0).get(0);
    }

    /**
     * Returns the result of a query as a stream in ClickHouse's Native format; it is buffered with
     * the default limits.
     *
     * @see #read(String, Map, ReadBuffer)
     */
    public ResponseStream read(String sql, Map<String, String> settings)
            throws ClickHouseException {
        return read(sql, settings, ReadBuffer.DEFAULT);
    }

    /**
     * Returns the result of a query as a stream in ClickHouse's Native format. A thread takes it
     * off the socket, so the reader may pause. Closing the stream cuts the connection and ends the
     * query. A failure, also one of the server behind the first rows, is a {@link
     * ClickHouseException}.
     *
     * @param settings server settings, which win over those of all reads
     * @param limits the memory and disk for what the reader has not taken yet
     */
    public ResponseStream read(String sql, Map<String, String> settings, ReadBuffer limits)
            throws ClickHouseException {
        Map<String, String> reading = with(READ_SETTINGS, settings);
        reading.put(PROGRESS_INTERVAL, Long.toString(transport.signInterval().toMillis()));
        return run(sql, reading, call -> call.open(limits));
    }

    /** Runs a statement without a result. */
    public void execute(String sql) throws ClickHouseException {
        run(sql, QUERY_SETTINGS, Call::execute);
    }

    /** Sends a statement; without settings, if the user may change none and they are not needed. */
    private <T> T run(String sql, Map<String, String> wanted, CallAction<T> action)
            throws ClickHouseException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        Map<String, String> settings = new HashMap<>(wanted);
        StatementLimits.raise(settings, text.length);
        if (fixed == null) {
            try {
                return send(new Request(settings, Body.of(text)), action);
            } catch (ClickHouseException e) {
                if (e.code() != ServerError.READONLY.code() || !findFixedSettings()) {
                    throw e;
                }
            }
        }
        fixed.requireSame(sql, settings);
        return send(new Request(FixedSettings.parameters(settings), Body.of(text)), action);
    }

    /** Asks once, after the server has refused a setting, whether it refuses all of them. */
    private boolean findFixedSettings() throws ClickHouseException {
        Map<String, String> parameters = FixedSettings.parameters(QUERY_SETTINGS);
        String values = bare(FixedSettings.QUERY, parameters);
        FixedSettings found = FixedSettings.of(username(), TabSeparated.rows(values));
        if (found.areFixed()) {
            LOG.info(
                    "User '{}' may change no setting (readonly = 1). Queries are sent without"
                            + " settings; the server ends one whose reader is closed when it next"
                            + " sends rows, not at once.",
                    username());
            fixed =
                    found.withLimit(
                            bare(FixedSettings.LIMIT_QUERY, FixedSettings.LIMIT_PARAMETERS));
        }
        return found.areFixed();
    }

    private String bare(String sql, Map<String, String> parameters) throws ClickHouseException {
        Payload query = Body.of(sql.getBytes(StandardCharsets.UTF_8));
        return send(new Request(parameters, query), Call::execute).body();
    }

    /** Closes all connections; requests in flight fail. */
    @Override
    public void close() {
        transport.close();
    }

    /** Sends a prepared request to an endpoint. */
    @FunctionalInterface
    private interface CallAction<T> {
        T run(Call call) throws ClickHouseException;
    }

    private <T> T send(Request request, CallAction<T> action) throws ClickHouseException {
        int first = preferred;
        ClickHouseException last = null;
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            try {
                T answer = action.run(transport.prepare(endpoints.get(index), request));
                prefer(first, index);
                return answer;
            } catch (ClickHouseException e) {
                if (!ErrorMapping.neverConnected(e.getCause())) {
                    if (mayBeBetterElsewhere(e)) {
                        prefer(first, (index + 1) % endpoints.size());
                    }
                    throw e;
                }
                last = e;
            }
        }
        throw ErrorMapping.noEndpoint(endpoints, last);
    }

    /**
     * Tells whether another server may do what this one cannot do now: it has lost its Keeper, is
     * read-only, overloaded or silent. An insert that still runs is waited for where it runs.
     */
    private static boolean mayBeBetterElsewhere(ClickHouseException failure) {
        return failure.kind() == FailureKind.RETRY
                && failure.code() != ServerError.QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING.code();
    }

    /** Of several requests that fail at a time, one changes the endpoint. */
    private synchronized void prefer(int instead, int index) {
        if (preferred == instead && index != instead) {
            LOG.info("Switching to ClickHouse at {}", endpoints.get(index));
            preferred = index;
        }
    }

    private static Map<String, String> with(
            Map<String, String> settings, Map<String, String> further) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(further);
        return all;
    }
}
