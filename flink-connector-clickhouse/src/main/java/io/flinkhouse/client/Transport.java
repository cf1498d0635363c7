// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.flinkhouse.client;

import io.flinkhouse.config.ConnectionConfig;
import io.flinkhouse.config.Endpoint;
import io.flinkhouse.error.ClickHouseException;

import com.clickhouse.client.api.internal.HttpAPIClientHelper;
import com.clickhouse.client.api.transport.HttpEndpoint;
import com.clickhouse.client.api.transport.internal.TransportRequest;
import com.clickhouse.client.api.transport.internal.TransportResponse;
import net.jpountz.lz4.LZ4Factory;
import org.apache.hc.client5.http.classic.methods.HttpPost;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * client-v2's own HTTP layer: its connection pool, TLS, proxies, log-in and reading of errors.
 *
 * <p>It is used below {@code Client}, whose inserts are sent in chunks: there a body that breaks
 * off ends like a complete one. Here the body is ours and says its length.
 */
final class Transport implements AutoCloseable {

    private static final String OURS = "x-clickhouse-";
    private static final String SUMMARY = "X-ClickHouse-Summary";

    private final ConnectionConfig config;
    private final int concurrency;
    private Map<String, Object> options;
    private HttpAPIClientHelper http;

    Transport(ConnectionConfig config, int concurrency) {
        this.config = config;
        this.concurrency = concurrency;
    }

    /** Builds a request that can be cancelled from another thread. */
    Call prepare(Endpoint endpoint, Request request) throws ClickHouseException {
        try {
            HttpAPIClientHelper helper = http();
            Map<String, Object> parameters = new HashMap<>(options);
            request.settings()
                    .forEach((name, value) -> parameters.put(ClientOptions.setting(name), value));
            TransportRequest post =
                    helper.createRequest(
                            new HttpEndpoint(endpoint.host(), endpoint.port(), endpoint.tls(), "/"),
                            parameters,
                            "");
            HttpPost message = post.getDelegate();
            message.setEntity(new PayloadEntity(request.body()));
            return new Call(endpoint, helper, post);
        } catch (RuntimeException e) {
            throw Failures.of(endpoint, e);
        }
    }

    private synchronized HttpAPIClientHelper http() {
        if (http == null) {
            options = ClientOptions.of(config, concurrency);
            boolean tls = config.endpoints().stream().anyMatch(Endpoint::tls);
            http = new HttpAPIClientHelper(options, null, tls, LZ4Factory.fastestJavaInstance());
        }
        return http;
    }

    /** Cuts every connection, also those in use. */
    @Override
    public synchronized void close() {
        if (http != null) {
            http.close();
        }
    }

    /** One request on its way to one server. */
    static final class Call {
        private final Endpoint endpoint;
        private final HttpAPIClientHelper http;
        private final TransportRequest post;

        private Call(Endpoint endpoint, HttpAPIClientHelper http, TransportRequest post) {
            this.endpoint = endpoint;
            this.http = http;
            this.post = post;
        }

        Answer execute() throws ClickHouseException {
            try (TransportResponse response = http.executeRequest(post)) {
                requireClickHouse(response);
                return new Answer(response.getHeaders().get(SUMMARY), read(response));
            } catch (ClickHouseException e) {
                throw e;
            } catch (Exception e) {
                throw Failures.of(endpoint, e);
            }
        }

        /** The body as it comes; closing it cuts the connection if there is more. */
        InputStream open() throws ClickHouseException {
            try {
                TransportResponse response = http.executeRequest(post);
                requireClickHouse(response);
                return new AnswerStream(response, this::cancel);
            } catch (ClickHouseException e) {
                cancel();
                throw e;
            } catch (Exception e) {
                cancel();
                throw Failures.of(endpoint, e);
            }
        }

        private void requireClickHouse(TransportResponse response) throws ClickHouseException {
            if (response.getHeaders().keySet().stream().noneMatch(Call::isOurs)) {
                throw Failures.notClickHouse(endpoint);
            }
        }

        /** Cuts the connection; {@link #execute} fails in its own thread. */
        void cancel() {
            post.cancel();
        }

        private static boolean isOurs(String header) {
            return header.regionMatches(true, 0, OURS, 0, OURS.length());
        }

        private static String read(TransportResponse response) throws IOException {
            try (InputStream in = response.createDataInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
